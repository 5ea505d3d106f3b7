#pragma once

#include <string>
#include <utility>

namespace tradeeon {

/// Holds text that must not reach a log, an error or a metric. It has no
/// conversion and no stream operator; `reveal()` marks each use in the source.
class secret {
public:
  secret() = default;
  explicit secret(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

private:
  std::string text_;
};

/// Found by fmt and by CAF's rendering: always three stars.
inline std::string to_string(const secret&) {
  return "***";
}

} // namespace tradeeon
