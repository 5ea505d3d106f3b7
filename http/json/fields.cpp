#include "http/json/fields.hpp"

#include "domain/support/numbers.hpp"
#include "domain/support/similar.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon::json {

namespace {

bool is_control(char c) {
  const auto x = static_cast<unsigned char>(c);
  return x < 0x20 || x == 0x7f;
}

} // namespace

std::string join_path(std::string_view path, std::string_view name) {
  std::string out{path};
  if (!out.empty() && !name.empty() && name.front() != '[')
    out += '.';
  return out.append(name);
}

std::string printable(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string out;
  for (const char c : text.substr(0, longest))
    out += is_control(c) ? '?' : c;
  return text.size() > longest ? out + "..." : out;
}

std::string quotation(std::string_view text) {
  return '"' + printable(text) + '"';
}

std::optional<double> number_of(const value& x) {
  if (x.is_string())
    return parse_number(x.get_ref<const std::string&>());
  if (!x.is_number())
    return std::nullopt;
  return x.get<double>();
}

fields::fields(complaint& out, const value& object, std::string path,
               std::vector<std::string_view> known)
    : out_(out), object_(&object), path_(std::move(path)), known_(std::move(known)) {
  if (!object.is_object()) {
    out_.say(path_.empty() ? "body" : path_, "an object is needed");
    object_ = nullptr;
    return;
  }
  for (const auto& [name, content] : object.items()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end())
      continue;
    const auto meant = most_similar(name, known_);
    out_.say(join_path(path_, name.empty() ? "\"\"" : printable(name)),
             "unknown field; " + (meant.empty() ? "known are " + joined(known_)
                                                : "did you mean " + std::string{meant}));
    return;
  }
}

std::string fields::path_of(std::string_view name) const {
  return join_path(path_, name);
}

bool fields::is(std::string_view name, std::string_view text) const {
  if (!has(name))
    return false;
  const auto& x = (*object_)[std::string{name}];
  return x.is_string() && x.get_ref<const std::string&>() == text;
}

bool fields::has(std::string_view name) const {
  if (object_ == nullptr)
    return false;
  const auto at = object_->find(std::string{name});
  return at != object_->end() && !at->is_null();
}

const value* fields::find(std::string_view name) {
  asked_.emplace(name);
  if (out_.said() || object_ == nullptr)
    return nullptr;
  const auto at = object_->find(std::string{name});
  return at != object_->end() && !at->is_null() ? &*at : nullptr;
}

std::optional<std::string> fields::text(std::string_view name, std::size_t most) {
  const auto* x = find(name);
  if (x == nullptr)
    return std::nullopt;
  if (!x->is_string()) {
    fail(name, "a text is needed");
    return std::nullopt;
  }
  const auto& out = x->get_ref<const std::string&>();
  if (out.empty() || out.size() > most) {
    fail(name, "a text of 1 to " + std::to_string(most) + " bytes is needed");
    return std::nullopt;
  }
  if (std::any_of(out.begin(), out.end(), is_control)) {
    fail(name, "a text without control characters is needed");
    return std::nullopt;
  }
  return out;
}

std::optional<std::string>
fields::needed_text(std::string_view name, std::string_view accepted, std::size_t most) {
  auto out = text(name, most);
  if (!out)
    fail(name, "is needed: " + std::string{accepted});
  return out;
}

std::optional<double> fields::number(std::string_view name) {
  const auto* x = find(name);
  if (x == nullptr)
    return std::nullopt;
  auto out = number_of(*x);
  if (!out)
    fail(name, "a number is needed, such as 30 or \"0.5\"");
  return out;
}

std::optional<std::int64_t> fields::whole(std::string_view name, std::int64_t least,
                                          std::int64_t most) {
  const auto x = number(name);
  if (!x)
    return std::nullopt;
  if (*x != std::floor(*x) || *x < static_cast<double>(least) ||
      *x > static_cast<double>(most)) {
    fail(name, "a whole number from " + std::to_string(least) + " to " +
                 std::to_string(most) + " is needed");
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*x);
}

std::optional<bool> fields::flag(std::string_view name) {
  const auto* x = find(name);
  if (x == nullptr)
    return std::nullopt;
  if (!x->is_boolean()) {
    fail(name, "true or false is needed");
    return std::nullopt;
  }
  return x->get<bool>();
}

const value* fields::object(std::string_view name) {
  const auto* x = find(name);
  if (x != nullptr && !x->is_object()) {
    fail(name, "an object is needed");
    return nullptr;
  }
  return x;
}

const value* fields::array(std::string_view name) {
  const auto* x = find(name);
  if (x != nullptr && !x->is_array()) {
    fail(name, "a list is needed");
    return nullptr;
  }
  return x;
}

void fields::fail(std::string_view name, std::string text) const {
  out_.say(path_of(name), std::move(text));
}

void fields::finish() {
  if (out_.said() || object_ == nullptr)
    return;
  for (const auto& [name, content] : object_->items())
    if (!content.is_null() && asked_.find(name) == asked_.end())
      fail(name, "plays no part beside the other fields; leave it out");
}

} // namespace tradeeon::json
