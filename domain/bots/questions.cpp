#include "domain/bots/questions.hpp"

#include <set>

namespace tradeeon {

namespace {

/// No user's name begins with a control character: tokens with one are refused.
constexpr std::string_view owner_mark{"\x01"
                                      "bot:"};

/// The question as it is at home on one symbol. Nothing where its text is not read
/// back, which for questions that were read from text does not happen.
result<question> at_home(const bot_question& asked, const std::string& symbol) {
  return parse_question(print(asked.asks, asked.frame), {symbol, asked.frame});
}

std::string type_of(const condition& x) {
  if (x.left.series.call || x.right.series.call || x.high.series.call)
    return "indicator";
  const bool volume =
    x.left.series.source == price_source::volume ||
    (!x.right.constant && x.right.series.source == price_source::volume);
  return volume ? "volume" : "price";
}

registered_condition registered(const condition& x, time_ms at) {
  registered_condition out;
  out.condition_id = condition_id(x);
  out.type = type_of(x);
  out.symbol = x.symbol;
  out.base = x.base;
  out.text = canonical_text(x);
  out.created_at = at;
  return out;
}

} // namespace

std::string owner_of_questions(std::string_view bot_id) {
  return std::string{owner_mark}.append(bot_id);
}

bool is_bot_owner(std::string_view user_id) noexcept {
  return user_id.substr(0, owner_mark.size()) == owner_mark;
}

std::vector<alert> alerts_of(const bot& row, const std::vector<bot_question>& questions) {
  std::vector<alert> out;
  for (const auto& asked : questions)
    for (std::size_t i = 0; i < row.symbols.size(); ++i) {
      const auto& symbol = row.symbols[i];
      const auto asks = at_home(asked, symbol);
      if (!asks)
        continue;
      alert x;
      x.alert_id = row.bot_id + '.' + asked.name + (i == 0 ? "" : '.' + symbol);
      x.user_id = owner_of_questions(row.bot_id);
      x.symbol = symbol;
      x.base = asked.frame;
      x.expression = print(*asks, asked.frame);
      x.mode = asked.edge ? fire_mode::per_edge : fire_mode::per_close;
      x.status = alert_status::paused;
      x.actions = {{action_kind::bot, row.bot_id, asked.name, -1}};
      x.version = row.revision;
      x.created_at = row.updated_at;
      out.push_back(std::move(x));
    }
  return out;
}

std::vector<registered_condition>
conditions_of(const bot& row, const std::vector<bot_question>& questions) {
  std::vector<registered_condition> out;
  std::set<std::string> seen;
  for (const auto& asked : questions) {
    if (asked.name != "entry")
      continue;
    for (const auto& symbol : row.symbols) {
      const auto asks = at_home(asked, symbol);
      if (!asks)
        continue;
      for (const auto& part : conditions_of(*asks)) {
        auto x = registered(part, row.updated_at);
        if (seen.insert(x.condition_id).second)
          out.push_back(std::move(x));
      }
    }
  }
  return out;
}

} // namespace tradeeon
