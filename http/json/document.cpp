#include "http/json/document.hpp"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace tradeeon::json {

namespace {

constexpr std::size_t most_keys_of_one_object = 1'000;

/// How many digits count in a number: all but leading zeros.
int digits_of(const std::string& text) {
  int out = 0;
  for (const char c : text) {
    if (c == 'e' || c == 'E')
      break;
    if (c >= '1' && c <= '9')
      ++out;
    else if (c == '0' && out > 0)
      ++out;
  }
  return out;
}

/// Builds the value event by event, so that limits stop the reading at once and
/// a repeated key is seen.
class builder {
public:
  explicit builder(const document_limits& limits) : limits_(limits) {}

  // The names of these are what nlohmann's reader calls.
  bool null() { return add(nullptr); }
  bool boolean(bool x) { return add(x); }
  bool number_integer(std::int64_t x) { return add(x); }
  bool number_unsigned(std::uint64_t x) { return add(x); }
  bool number_float(double x, const std::string& text) {
    if (!std::isfinite(x))
      return fail("a number is too large");
    if (limits_.keep_digits && digits_of(text) > std::numeric_limits<double>::digits10)
      return add(text);
    return add(x);
  }
  bool string(std::string& x) { return add(std::move(x)); }
  bool binary(value::binary_t& /*x*/) { return fail("binary values are not accepted"); }
  bool start_object(std::size_t /*size*/) { return open(value::object()); }
  bool end_object() { return close(); }
  bool start_array(std::size_t /*size*/) { return open(value::array()); }
  bool end_array() { return close(); }

  bool key(std::string& x) {
    auto& here = *open_.back();
    if (++keys_ > limits_.keys || here.size() >= most_keys_of_one_object)
      return fail("the document has too many fields");
    if (here.contains(x))
      return fail("the field \"" + x.substr(0, 64) + "\" appears twice");
    key_ = std::move(x);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& why) {
    constexpr int out_of_range = 406;
    return fail(why.id == out_of_range
                  ? "a number is too large near byte " + std::to_string(position)
                  : "not valid JSON at byte " + std::to_string(position));
  }

  [[nodiscard]] const std::string& error() const noexcept { return error_; }
  [[nodiscard]] value take() { return std::move(root_); }

private:
  bool fail(std::string text) {
    if (error_.empty())
      error_ = std::move(text);
    return false;
  }

  value& place(value&& x) {
    if (open_.empty())
      return root_ = std::move(x);
    auto& here = *open_.back();
    if (here.is_array()) {
      here.push_back(std::move(x));
      return here.back();
    }
    return here[key_] = std::move(x);
  }

  template <class T>
  bool add(T&& x) {
    place(value(std::forward<T>(x)));
    return true;
  }

  // A pointer to an open container stays valid: its parent does not grow
  // before it is closed.
  bool open(value&& x) {
    if (open_.size() >= limits_.depth)
      return fail("the document is nested deeper than " + std::to_string(limits_.depth) +
                  " levels");
    open_.push_back(&place(std::move(x)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  const document_limits& limits_;
  value root_;
  std::vector<value*> open_;
  std::string key_;
  std::size_t keys_ = 0;
  std::string error_;
};

} // namespace

result<value> parse_document(std::string_view text, const document_limits& limits) {
  if (text.size() > limits.bytes)
    return problem{
      problem_code::too_large,
      "the document is larger than " + std::to_string(limits.bytes) + " bytes", "body"};
  // The reader below would take a NUL for the end of the text.
  if (text.find('\0') != std::string_view::npos)
    return bad_input("body", "not valid JSON: it contains a NUL byte");
  builder out{limits};
  try {
    if (value::sax_parse(text.begin(), text.end(), &out))
      return out.take();
  } catch (const std::exception&) {
    return bad_input("body", "not valid JSON");
  }
  return bad_input("body", out.error().empty() ? "not valid JSON" : out.error());
}

std::string text_of(const value& x) {
  return x.dump(-1, ' ', false, value::error_handler_t::replace);
}

value number_or_null(double x) {
  return std::isfinite(x) ? value(x) : value(nullptr);
}

} // namespace tradeeon::json
