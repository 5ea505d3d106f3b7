#include "app/replay/outcome_table.hpp"

#include "app/replay/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace tradeeon {

namespace {

constexpr std::size_t columns = 11;
using row = std::array<std::string, columns>;

/// Shown width of UTF-8: one column a character is right for figures and near enough for
/// names.
std::size_t width_of(const std::string& x) {
  return static_cast<std::size_t>(std::count_if(x.begin(), x.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

row row_of(const replayed_bot& x) {
  const auto went = x.report.outcome();
  return {x.row.bot_id,
          money(went.equity) + " " + x.session.machine().quote(),
          signed_percent(went.return_percent),
          signed_percent(went.hold_percent),
          percent(went.drawdown_percent),
          fmt::format("{}", went.deals_closed),
          percent(went.win_rate),
          ratio(went.profit_factor),
          percent(went.exposure_percent),
          money(went.fees),
          ratio(went.sharpe)};
}

} // namespace

std::string outcome_table(const bot_replay& replay) {
  std::vector<row> all{{"bot", "equity", "return", "hold", "drawdown", "deals", "won",
                        "profit factor", "exposure", "fees", "sharpe"}};
  for (const auto& x : replay.bots())
    all.push_back(row_of(*x));
  std::array<std::size_t, columns> widths{};
  for (const auto& line : all)
    for (std::size_t i = 0; i < columns; ++i)
      widths[i] = std::max(widths[i], width_of(line[i]));
  std::string out;
  for (const auto& line : all) {
    for (std::size_t i = 0; i < columns; ++i) {
      const std::string pad(widths[i] - width_of(line[i]), ' ');
      out += i == 0 ? line[i] + pad : "  " + pad + line[i];
    }
    out += '\n';
  }
  return out;
}

} // namespace tradeeon
