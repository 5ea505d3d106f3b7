#include "app/config_text.hpp"

#include "domain/support/numbers.hpp"
#include "domain/support/similar.hpp"

#include <optional>

// Header-only on purpose: one file needs it, and the image one library less.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace tradeeon {

namespace {

const option_info* find_option(std::string_view name) {
  for (const auto& option : all_options())
    if (option.name == name)
      return &option;
  return nullptr;
}

std::string unknown_key(std::string_view key) {
  std::vector<std::string_view> names;
  for (const auto& option : all_options())
    names.push_back(option.name);
  const auto meant = most_similar(key, names);
  return "there is no such option" +
         (meant.empty() ? std::string{} : "; is " + std::string{meant} + " meant?");
}

std::string_view expectation(option_shape shape) {
  switch (shape) {
  case option_shape::text:
    return "a text in quotes is needed here";
  case option_shape::number:
    return "a number is needed here";
  case option_shape::number_or_text:
    return "a number or \"max\" is needed here";
  case option_shape::yes_no:
    return "true or false is needed here";
  case option_shape::list:
    return "a list of texts is needed here, such as [\"all\"]";
  }
  return {};
}

std::optional<std::string> number_text(const toml::node& value) {
  if (const auto* whole = value.as_integer())
    return std::to_string(whole->get());
  if (const auto* real = value.as_floating_point())
    return format_number(real->get());
  return std::nullopt;
}

std::optional<std::string> list_text(const toml::node& value) {
  const auto* parts = value.as_array();
  if (parts == nullptr)
    return std::nullopt;
  std::string out;
  for (const auto& part : *parts) {
    const auto* text = part.as_string();
    if (text == nullptr || text->get().find(',') != std::string::npos)
      return std::nullopt;
    out.append(out.empty() ? "" : ",").append(text->get());
  }
  return out;
}

std::optional<std::string> text_of(const toml::node& value, option_shape shape) {
  const auto* text = value.as_string();
  switch (shape) {
  case option_shape::text:
    return text != nullptr ? std::optional{text->get()} : std::nullopt;
  case option_shape::number:
    return number_text(value);
  case option_shape::number_or_text:
    return text != nullptr ? std::optional{text->get()} : number_text(value);
  case option_shape::yes_no:
    if (const auto* flag = value.as_boolean())
      return std::string{flag->get() ? "true" : "false"};
    return std::nullopt;
  case option_shape::list:
    return list_text(value);
  }
  return std::nullopt;
}

std::string place_of(const std::string& file, const toml::source_position& at) {
  return file + " line " + std::to_string(at.line);
}

// The whole path of the first key below, as a reader would write it.
std::string first_path(std::string_view key, const toml::node& value) {
  std::string path{key};
  const auto* table = value.as_table();
  while (table != nullptr && !table->empty()) {
    const auto below = table->begin(); // holds the pair that it points at
    path.append(".").append(below->first.str());
    table = below->second.as_table();
  }
  return path;
}

} // namespace

result<std::vector<file_setting>> parse_config_text(std::string_view toml,
                                                    const std::string& file_name) {
  const auto parsed = toml::parse(toml, file_name);
  if (!parsed) {
    const auto& failure = parsed.error();
    const auto& at = failure.source().begin;
    return bad_input(place_of(file_name, at) + " column " + std::to_string(at.column),
                     "this is not TOML: " + std::string{failure.description()});
  }
  std::vector<file_setting> settings;
  for (const auto& [key, value] : parsed.table()) {
    const auto line = place_of(file_name, key.source().begin) + ", key ";
    const auto* option = find_option(key.str());
    if (option == nullptr)
      return bad_input(line + first_path(key.str(), value), unknown_key(key.str()));
    auto text = text_of(value, option->shape);
    if (!text)
      return bad_input(line + std::string{key.str()},
                       std::string{expectation(option->shape)});
    settings.push_back({option, std::move(*text), line + std::string{key.str()}});
  }
  return settings;
}

} // namespace tradeeon
