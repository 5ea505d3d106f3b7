#include "domain/alerts/symbol_engine.hpp"

#include "domain/alerts/alert_book.hpp"
#include "domain/alerts/fire_policy.hpp"
#include "domain/conditions/graph.hpp"
#include "domain/conditions/question.hpp"
#include "domain/market/candle_check.hpp"
#include "domain/market/series_gate.hpp"

namespace tradeeon {

struct symbol_engine::parts {
  parts(const std::string& symbol, timeframe frame, std::size_t history)
      : base(frame), graph(symbol, history), book(symbol) {
    graph.set_base(frame);
  }
  void release(const std::string& alert_id);
  timeframe base;
  condition_graph graph;
  alert_book book;
  std::vector<bar_step> steps; ///< kept for its capacity
};

void symbol_engine::parts::release(const std::string& alert_id) {
  const auto* row = book.find(alert_id);
  if (row == nullptr)
    return;
  for (const auto root : book.roots_of(alert_id)) {
    if (is_intrabar(row->mode))
      graph.release_intrabar(root);
    graph.release(root);
  }
  book.remove(alert_id);
}

symbol_engine::symbol_engine(std::string symbol, timeframe base, std::size_t history)
    : parts_(std::make_unique<parts>(symbol, base, history)) {}

symbol_engine::~symbol_engine() = default;

result<void> symbol_engine::put(const alert& row) {
  auto& graph = parts_->graph;
  const auto asks = parse_question(row.expression, {graph.symbol(), row.base});
  if (!asks)
    return asks.error();
  std::vector<expression_view> roots;
  for (const auto& item : asks->items) {
    roots.push_back(graph.add(item.asks, row.base));
    if (is_intrabar(row.mode))
      graph.use_intrabar(roots.back().root);
  }
  // An edit that leaves the question alone keeps what the alert remembers, and
  // what both ask keeps its computations: the old one leaves after the new came.
  const auto* held = parts_->book.state_of(row.alert_id);
  const bool keeps = held != nullptr && held->version == row.version;
  const auto kept = keeps ? *held : alert_state{};
  parts_->release(row.alert_id);
  parts_->book.put(row, *asks, roots, keeps ? &kept : nullptr);
  return {};
}

result<std::vector<firing>> symbol_engine::apply(const candle& bar) {
  auto& graph = parts_->graph;
  if (auto text = refusal(bar, parts_->base, any_time); !text.empty())
    return bad_input("candle " + std::to_string(bar.open_time), std::move(text));
  if (classify(bar, parts_->base, graph.newest()) == arrival::repeated)
    return std::vector<firing>{};
  graph.take_back(parts_->steps);
  if (bar.closed)
    graph.advance(bar, parts_->steps);
  else
    parts_->steps.push_back(graph.preview(bar));
  for (const auto& step : parts_->steps)
    parts_->book.apply(step, 0);
  auto effects = parts_->book.take_effects();
  for (const auto& id : parts_->book.take_completed())
    parts_->release(id);
  return std::move(effects.firings);
}

bool symbol_engine::offer(const std::string& peer, timeframe base, const candle& bar) {
  return refusal(bar, base, any_time).empty() && bar.closed &&
         parts_->graph.offer(peer, base, bar);
}

std::vector<std::string> symbol_engine::peers() const {
  std::vector<std::string> out;
  for (const auto& x : parts_->graph.peers())
    out.push_back(x.symbol);
  return out;
}

std::uint64_t symbol_engine::evaluations() const noexcept {
  return parts_->graph.evaluations();
}

} // namespace tradeeon
