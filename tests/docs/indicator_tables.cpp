// Prints the tables of docs/indicators.md from the registry.
#include "domain/conditions/parser.hpp"
#include "domain/indicators/registry.hpp"

#include <cstdio>
#include <string>

using namespace tradeeon;

namespace {

std::string parameters_of(const indicator_info& info) {
  std::string out;
  for (const auto& x : info.parameters)
    out += (out.empty() ? "" : "; ") + std::string{x.name} + " " +
           format_number(x.minimum) + "–" + format_number(x.maximum);
  return out;
}

std::string text_of(const indicator_info& info) {
  auto series = *parse_series(info.name);
  // Which output it is stands in the next column.
  auto text = print(series);
  if (info.outputs.size() > 1)
    text.resize(text.size() - info.outputs.front().size() - 1);
  return text;
}

std::string outputs_of(const indicator_info& info) {
  const auto defaults = *complete_parameters(info, {});
  std::string out;
  for (std::size_t i = 0; i < info.outputs.size(); ++i) {
    const auto warm = std::to_string(info.warm_up(defaults, i));
    out += out.empty() ? "" : ", ";
    out += info.outputs.size() == 1 ? warm : std::string{info.outputs[i]} + " " + warm;
  }
  return out;
}

std::string settles(const indicator_info& info) {
  if (info.settles == nullptr)
    return "at once";
  const int candles = info.settles(*complete_parameters(info, {}));
  return candles == never_settles ? "–" : std::to_string(candles);
}

/// Text for a table's cell, whose border a stroke would be.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '|' ? std::string{"\\|"} : std::string{c};
  return out;
}

std::string aliases_of(const indicator_info& info) {
  std::string out;
  for (const auto alias : info.aliases)
    out += (out.empty() ? "`" : ", `") + std::string{alias} + "`";
  return out;
}

} // namespace

int main() {
  std::string category;
  for (const auto& info : all_indicators()) {
    if (info.category != category) {
      category = info.category;
      std::string heading = category;
      heading[0] = static_cast<char>(heading[0] - 'a' + 'A');
      std::printf(
        "\n### %s\n\n| with its defaults | ranges | first value | settled | also "
        "called | definition |\n|---|---|---|---|---|---|\n",
        heading.c_str());
    }
    std::printf("| `%s` | %s | %s | %s | %s | %s |\n", text_of(info).c_str(),
                parameters_of(info).c_str(), outputs_of(info).c_str(),
                settles(info).c_str(), aliases_of(info).c_str(),
                cell(info.definition).c_str());
  }
}
