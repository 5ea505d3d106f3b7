#pragma once

#include "http/json/document.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::json {

/// The first problem of one reading; later ones are consequences.
class complaint {
public:
  void say(problem what) {
    if (!first_)
      first_ = std::move(what);
  }
  void say(std::string place, std::string text) {
    say(bad_input(std::move(place), std::move(text)));
  }
  [[nodiscard]] bool said() const noexcept { return first_.has_value(); }
  [[nodiscard]] problem take() { return std::move(*first_); }

private:
  std::optional<problem> first_;
};

/// Reads the fields of one object. A field that is null counts as absent; 0,
/// false and "" are values. Unknown fields are a complaint at once, known ones
/// that nobody has asked for when `finish` is called. After a complaint every
/// getter answers nothing. The object must outlive the reader.
class fields {
public:
  fields(complaint& out, const value& object, std::string path,
         std::vector<std::string_view> known);

  /// "conditions[1].settings" + "length" → "conditions[1].settings.length"
  [[nodiscard]] std::string path_of(std::string_view name) const;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] complaint& problems() const noexcept { return out_; }

  /// Whether the field is there, without marking it as asked for.
  [[nodiscard]] bool has(std::string_view name) const;
  /// Whether the field is this text, without marking it as asked for.
  [[nodiscard]] bool is(std::string_view name, std::string_view text) const;
  /// The field as it is; null where absent.
  const value* find(std::string_view name);

  /// At most `most` bytes, no control characters; "" is a complaint.
  std::optional<std::string> text(std::string_view name, std::size_t most = 256);
  std::optional<double> number(std::string_view name);
  std::optional<std::int64_t> whole(std::string_view name, std::int64_t least,
                                    std::int64_t most);
  std::optional<bool> flag(std::string_view name);
  const value* object(std::string_view name);
  const value* array(std::string_view name);

  /// As `text`, and a complaint where it is absent; `accepted` says what would do.
  std::optional<std::string> needed_text(std::string_view name, std::string_view accepted,
                                         std::size_t most = 256);

  void fail(std::string_view name, std::string text) const;
  /// Complains about fields that played no part.
  void finish();

private:
  complaint& out_;
  const value* object_;
  std::string path_;
  std::vector<std::string_view> known_;
  std::set<std::string, std::less<>> asked_;
};

/// A JSON number, or a string that is a decimal number; finite.
std::optional<double> number_of(const value& x);

/// "[3]" + "alert_id" → "[3].alert_id"
[[nodiscard]] std::string join_path(std::string_view path, std::string_view name);

/// `text` cut to a length fit for an error, without control characters.
[[nodiscard]] std::string printable(std::string_view text);
/// The same in quotation marks.
[[nodiscard]] std::string quotation(std::string_view text);

} // namespace tradeeon::json
