#include "domain/alerts/explain_at.hpp"

#include "domain/alerts/alert_book.hpp"
#include "domain/conditions/graph.hpp"
#include "domain/conditions/parser.hpp"
#include "domain/support/numbers.hpp"

#include <algorithm>
#include <iterator>

namespace tradeeon {

namespace {

const std::vector<candle>* bars_of(const candle_history& history, timeframe base) {
  for (const auto& [frame, bars] : history)
    if (frame == base)
      return &bars;
  return nullptr;
}

/// Where the run begins where all bars are held: at the latest bar that opens a day, so
/// that higher bars are built whole, with a good run before the asked one; else at the
/// first.
std::size_t start_of(const std::vector<candle>& bars, std::size_t last) {
  constexpr std::size_t run = 1'000;
  for (std::size_t i = last > run ? last - run : 0; i > 0; --i)
    if (bar_open(timeframe::d1, bars[i].open_time) == bars[i].open_time)
      return i;
  return 0;
}

/// Whether the bars of every timeframe that is read are there; where they are not,
/// they have to be built from the first candle on.
bool all_held(const question& asks, const alert& row, const candle_history& history,
              const std::vector<peer_candles>& peers) {
  bars_read read{{std::string{}, row.base}};
  for (const auto& part : conditions_of(asks))
    read.merge(bars_of(part));
  return std::all_of(read.begin(), read.end(), [&](const auto& x) {
    const auto peer = std::find_if(peers.begin(), peers.end(),
                                   [&](const auto& y) { return y.symbol == x.first; });
    if (!x.first.empty() && peer == peers.end())
      return true; // it is not there at all
    const auto* bars = bars_of(x.first.empty() ? history : peer->bars, x.second);
    return bars != nullptr && !bars->empty();
  });
}

/// Holds the candles of the other symbols that had closed when the run begins, and
/// offers the others. -1: it begins with the first candle, and so with all of them.
void add_peers(condition_graph& graph, const std::vector<peer_candles>& peers,
               time_ms begins) {
  for (const auto& peer : peers) {
    graph.hold_peer(peer, begins);
    if (const auto* bars = bars_of(peer.bars, peer.base))
      for (const auto& bar : *bars)
        graph.offer(peer.symbol, peer.base, bar);
  }
}

/// Which other symbol is missing, where a part is unknown for that.
std::string missing_peers(const condition_graph& graph, const question& asks,
                          const explanation& why) {
  std::string out;
  const auto parts = conditions_of(asks);
  for (const auto& part : why.parts)
    if (part.state == truth::unknown)
      for (const auto& x : parts)
        if (canonical_text(x) == part.text)
          if (const auto text = graph.missing_peer(x);
              !text.empty() && out.find(text) == std::string::npos)
            out += (out.empty() ? "" : "; ") + text;
  return out;
}

problem not_stored(const alert& row, time_ms at) {
  return {problem_code::not_found,
          "no closed " + std::string{to_string(row.base)} + " candle of " + row.symbol +
            " that contains this time is stored",
          "at " + std::to_string(at)};
}

std::string value_text(double x) {
  return has_value(x) ? format_number(x) : "nothing yet";
}

/// "close > 100" of "BTCUSDT 5m close > 100".
std::string plain_text(const std::string& canonical) {
  const auto symbol = canonical.find(' ');
  const auto frame = symbol == canonical.npos ? symbol : canonical.find(' ', symbol + 1);
  return frame == canonical.npos ? canonical : canonical.substr(frame + 1);
}

std::string reason_of(const explained_bar& x) {
  if (x.fires)
    return {};
  if (x.state == truth::yes)
    return "it is true, but its fire mode waits until it has been false";
  std::string out;
  for (const auto& part : x.why.parts)
    if (const auto text = shortfall(part); !text.empty())
      out += (out.empty() ? "" : "; ") + text;
  if (out.empty())
    return "every condition is true, but the way they are combined (not, then within) "
           "makes the whole false";
  return out;
}

} // namespace

std::string shortfall(const explained_part& part) {
  if (part.state == truth::yes)
    return {};
  auto out = plain_text(part.text);
  const auto parsed = parse_canonical(part.text);
  const bool has_right = parsed && takes_right(parsed->how);
  if (part.state == truth::unknown) {
    if (!has_value(part.left) || (has_right && !has_value(part.right)))
      return out + ": unknown, a series has no value yet";
    return out + ": unknown, it needs an earlier value";
  }
  out += ": left is " + value_text(part.left);
  if (has_value(part.previous_left))
    out += " (before " + value_text(part.previous_left) + ")";
  if (has_right && !parsed->right.constant)
    out += ", right is " + value_text(part.right);
  return out;
}

result<explained_bar> explain_at(const alert& row, timeframe feed_base,
                                 const candle_history& history, time_ms at,
                                 const std::vector<peer_candles>& peers) {
  const auto asks = parse_question(row.expression, {row.symbol, row.base});
  if (!asks)
    return asks.error();
  if (!divides(feed_base, row.base))
    return bad_input("base_timeframe", row.symbol + " is fed with " +
                                         std::string{to_string(feed_base)} +
                                         " candles; " + std::string{to_string(row.base)} +
                                         " bars can't be built from those");
  const auto* feed = bars_of(history, feed_base);
  const auto wanted = bar_open(row.base, at);
  const auto ends = bar_close(row.base, wanted);
  if (feed == nullptr)
    return not_stored(row, at);
  // The newest candle within the wanted bar; the bar is complete where that one
  // ends it, or where a later one was stored.
  const auto behind = std::find_if(feed->begin(), feed->end(),
                                   [&](const candle& x) { return x.open_time >= ends; });
  if (behind == feed->begin() || std::prev(behind)->open_time < wanted ||
      (behind == feed->end() &&
       bar_close(feed_base, std::prev(behind)->open_time) != ends))
    return not_stored(row, at);
  const auto last = static_cast<std::size_t>(behind - feed->begin()) - 1;
  const auto first = all_held(*asks, row, history, peers) ? start_of(*feed, last) : 0;

  auto held = feed->size() + 1;
  for (const auto& peer : peers)
    for (const auto& [frame, bars] : peer.bars)
      held = std::max(held, bars.size() + 1);
  condition_graph graph{row.symbol, held};
  graph.set_base(feed_base);
  if (first > 0)
    graph.hold(history, (*feed)[first].open_time);
  add_peers(graph, peers, first > 0 ? (*feed)[first].open_time : -1);
  alert_book book{row.symbol};
  auto asked = row;
  // On closed bars all modes but the edge one fire whenever it is true.
  if (asked.mode != fire_mode::per_edge)
    asked.mode = fire_mode::per_close;
  std::vector<expression_view> roots;
  for (const auto& item : asks->items)
    roots.push_back(graph.add(item.asks, row.base));
  book.put(asked, *asks, roots, nullptr);

  explained_bar out;
  std::string missing;
  std::vector<bar_step> steps;
  // One candle more where the bar ends in a gap: that is when it closes.
  const bool in_a_gap = bar_close(feed_base, (*feed)[last].open_time) != ends;
  for (auto i = first; i <= last + (in_a_gap ? 1 : 0); ++i) {
    graph.take_back(steps);
    graph.advance((*feed)[i], steps);
    for (const auto& step : steps) {
      book.apply(step, 0);
      const auto fired = book.take_effects().firings;
      for (const auto& bar : step.closed) {
        if (bar.base != row.base || bar.bar.open_time != wanted)
          continue;
        out.fires = !fired.empty();
        out.state = book.truth_of(row.alert_id);
        out.why = book.explain(row.alert_id, bar.bar, step.readings);
        missing = missing_peers(graph, *asks, out.why);
      }
    }
  }
  out.reason = reason_of(out);
  if (!out.fires && !missing.empty())
    out.reason += (out.reason.empty() ? "" : "; ") + missing;
  return out;
}

} // namespace tradeeon
