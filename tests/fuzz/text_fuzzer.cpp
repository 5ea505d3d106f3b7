// Feeds arbitrary bytes to the readers of conditions: the text form and the JSON
// codec. Built with clang and libFuzzer (`./dev fuzz`), or by any compiler as a
// program that replays the files it is given.
#include "domain/bots/questions.hpp"
#include "domain/conditions/graph.hpp"
#include "domain/conditions/question.hpp"
#include "http/json/alert_codec.hpp"
#include "http/json/bot_command_codec.hpp"
#include "http/json/bot_reader.hpp"
#include "http/json/condition_codec.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace tradeeon;

namespace {

void must(bool holds) {
  if (!holds)
    std::abort();
}

/// What is read prints as something that is read again and prints the same, and a
/// graph takes it in and gives it back.
void text(std::string_view input) {
  const home at{"BTCUSDT", timeframe::m5};
  const auto asks = parse_question(input, at);
  if (asks) {
    const auto printed = print(*asks, at.base);
    const auto again = parse_question(printed, at);
    must(printed.size() > max_expression_length || again.ok());
    if (again)
      must(print(*again, at.base) == printed);
    for (const auto& part : conditions_of(*asks)) {
      const auto canonical = parse_canonical(canonical_text(part));
      must(canonical.ok() && condition_id(*canonical) == condition_id(part));
    }
    condition_graph graph{"BTCUSDT", 16};
    graph.set_base(timeframe::m5);
    for (const auto& item : asks->items)
      graph.release(graph.add(item.asks, at.base).root);
    must(graph.distinct_conditions() == 0 && graph.combinations() == 0);
  }
  static_cast<void>(parse_series(input));
  static_cast<void>(parse_canonical(input));
}

/// What is read of a bot is read again from its document, asks the same, and an edit
/// that says nothing changes nothing.
void bot_document(std::string_view input) {
  const auto read = json::parse_bot(input);
  static_cast<void>(json::parse_dca_bot(input));
  static_cast<void>(json::parse_bot_file(input));
  static_cast<void>(json::parse_bot_preview(input));
  static_cast<void>(json::parse_bot_signal(input));
  static_cast<void>(json::parse_bot_start(input));
  if (!read)
    return;
  const auto again = json::settings_of(read->row);
  must(again.ok());
  const auto asked = alerts_of(read->row, read->settings.questions);
  const auto same = alerts_of(read->row, again->questions);
  must(asked.size() == same.size());
  must(asked.size() == read->settings.questions.size() * read->row.symbols.size());
  for (std::size_t i = 0; i < asked.size(); ++i)
    must(asked[i].expression == same[i].expression);
  const auto edited = json::parse_bot_edit(read->row, "{}");
  must(edited.ok() && edited->now.row.symbols == read->row.symbols);
  static_cast<void>(json::parse_bot_edit(read->row, input));
}

void document(std::string_view input) {
  bot_document(input);
  static_cast<void>(json::parse_alert(input));
  static_cast<void>(json::parse_condition_object(input, {"BTCUSDT", timeframe::m5}));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const std::string_view input{reinterpret_cast<const char*>(data) + 1, size - 1};
  if (data[0] % 2 == 0)
    text(input);
  else
    document(input);
  return 0;
}

#ifdef TRADEEON_REPLAY
#include <fstream>
#include <iterator>
#include <string>

int main(int count, char** files) {
  for (int i = 1; i < count; ++i) {
    std::ifstream in{files[i], std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                           bytes.size());
  }
}
#endif
