#include "app/commands/text_output.hpp"

#include <cerrno>
#include <system_error>

namespace tradeeon {

namespace {

std::string words(int code) {
  return std::generic_category().message(code);
}

} // namespace

result<text_output> text_output::open(const std::string& name) {
  if (name.empty() || name == "-")
    return text_output{"standard output", stdout};
  auto* file = std::fopen(name.c_str(), "we");
  if (file == nullptr)
    return bad_input(name, "it can't be written: " + words(errno));
  return text_output{name, file};
}

result<void> text_output::write(std::string_view text) {
  constexpr std::size_t piece = 65'536;
  pending_.append(text);
  if (pending_.size() < piece)
    return {};
  return flush();
}

result<void> text_output::flush() {
  const auto count = std::fwrite(pending_.data(), 1, pending_.size(), file_.get());
  if (count != pending_.size())
    return problem{problem_code::internal, "writing failed: " + words(errno), name_};
  pending_.clear();
  return {};
}

result<void> text_output::finish() {
  if (auto done = flush(); !done)
    return done;
  auto* file = file_.release();
  const int status = file == stdout ? std::fflush(file) : std::fclose(file);
  if (status != 0)
    return problem{problem_code::internal, "writing failed: " + words(errno), name_};
  return {};
}

} // namespace tradeeon
