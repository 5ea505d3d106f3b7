#include "domain/conditions/question.hpp"
#include "http/json/alert_codec.hpp"
#include "http/json/answers.hpp"
#include "http/json/trigger_codec.hpp"
#include "http/server/random_id.hpp"
#include "http/server/routes.hpp"

#include <map>
#include <tuple>

namespace tradeeon::http::alerts {

namespace {

/// Whether the engine can evaluate alerts at all, asked once per series.
class health_book {
public:
  explicit health_book(engine_api& engine) : engine_(engine) {}

  /// An AlertRow with the additional field `health`.
  std::string row(const alert& x) {
    auto text = json::render(x);
    const auto reason = x.status == alert_status::active ? reason_of(x) : std::string();
    text.pop_back();
    text += reason.empty()
              ? R"(,"health":{"state":"ok"}})"
              : R"(,"health":{"state":"unknown","reason":)" + json::quoted(reason) + "}}";
    return text;
  }

private:
  const std::string& reason_of(const alert& x) {
    // What reads no other symbol is as well off as its symbol is.
    const auto asks = parse_question(x.expression, {x.symbol, x.base});
    const bool alone = !asks || peers_of(*asks).empty();
    const auto key = std::tuple(x.symbol, x.base, alone ? std::string{} : x.expression);
    const auto known = reasons_.find(key);
    if (known != reasons_.end())
      return known->second;
    return reasons_.emplace(key, engine_.blind_reason(x.symbol, x.base, std::get<2>(key)))
      .first->second;
  }

  engine_api& engine_;
  std::map<std::tuple<std::string, timeframe, std::string>, std::string> reasons_;
};

reply answer_row(const call& c, const result<alert>& row) {
  if (!row)
    return failed(row.error());
  return answered(health_book(c.on.engine).row(*row));
}

} // namespace

reply create(const call& c) {
  auto row = json::parse_alert(c.body);
  if (!row)
    return failed(std::move(row).error());
  auto id = new_uuid();
  if (!id)
    return failed(std::move(id).error());
  row->alert_id = *std::move(id);
  row->user_id = c.user();
  row->created_at = c.on.now();
  return answer_row(c, c.on.engine.create_alert(*row));
}

reply list(const call& c) {
  const auto rows = c.on.queries.alerts_of(c.user());
  if (!rows)
    return failed(rows.error());
  health_book book(c.on.engine);
  std::string text = "[";
  for (const auto& row : *rows) {
    if (text.size() > 1)
      text += ',';
    text += book.row(row);
  }
  return answered(text + "]");
}

reply quota(const call& c) {
  const auto active = c.on.queries.active_alerts_of(c.user());
  if (!active)
    return failed(active.error());
  return answered(json::render_quota(*active, c.on.policy->get()->max_active_alerts));
}

reply one(const call& c) {
  return answer_row(c, c.on.queries.alert_of(c.user(), c.ids[0]));
}

reply change(const call& c) {
  for (int attempt = 0;; ++attempt) {
    const auto stored = c.on.queries.alert_of(c.user(), c.ids[0]);
    if (!stored)
      return failed(stored.error());
    auto merged = json::merge_alert(*stored, c.body);
    if (!merged)
      return failed(std::move(merged).error());
    auto row =
      c.on.engine.update_alert(merged->row, stored->version, merged->fresh_state);
    // Somebody else was quicker: their change is merged with once.
    if (!row && row.error().code == problem_code::conflict && attempt == 0)
      continue;
    return answer_row(c, row);
  }
}

reply remove(const call& c) {
  auto done = c.on.engine.delete_alert(c.user(), c.ids[0]);
  if (!done)
    return failed(std::move(done).error());
  return answered(json::ok_answer());
}

reply log(const call& c) {
  const auto limit = c.number("limit", 50, 1, 500);
  const auto offset = c.number("offset", 0, 0, 1'000'000);
  if (!limit)
    return failed(limit.error());
  if (!offset)
    return failed(offset.error());
  const auto rows =
    c.on.queries.alert_log(c.user(), c.ids[0], static_cast<std::size_t>(*limit),
                           static_cast<std::size_t>(*offset));
  if (!rows)
    return failed(rows.error());
  return answered(json::render_alert_log(*rows));
}

} // namespace tradeeon::http::alerts
