// Whether orders may be sent at all, and the mood of the market.
#include "http/json/answers.hpp"
#include "http/json/bot_command_codec.hpp"
#include "http/server/bot_views.hpp"
#include "http/server/routes.hpp"

namespace tradeeon::http::trading {

namespace {

reply answer_state(const call& c) {
  const auto rows = c.on.queries.bots().trading_states();
  if (!rows)
    return failed(rows.error());
  json::trading_view x;
  for (const auto& row : *rows) {
    if (row.user_id.empty()) {
      x.global = row.state;
      x.global_reason = row.reason;
    } else if (row.user_id == c.user()) {
      x.user = row.state;
      x.user_reason = row.reason;
    }
  }
  x.effective = strictest(x.user, x.global);
  return answered(json::render(x));
}

} // namespace

reply state(const call& c) {
  return answer_state(c);
}

reply set_state(const call& c) {
  const auto asked = json::parse_state_change(c.body);
  if (!asked)
    return failed(asked.error());
  if (asked->global && c.caller->who != role::admin)
    return failed({problem_code::forbidden,
                   "Only tokens of the role admin may change the state of all users.",
                   "scope"});
  const auto api = bots_of(c);
  if (!api)
    return failed(api.error());
  const auto done = (*api)->set_trading_state(asked->global ? "" : c.user(), asked->state,
                                              asked->reason, false);
  if (!done)
    return failed(done.error());
  return answer_state(c);
}

reply panic(const call& c) {
  const auto reason = json::parse_panic(c.body);
  if (!reason)
    return failed(reason.error());
  const auto api = bots_of(c);
  if (!api)
    return failed(api.error());
  const auto done =
    (*api)->set_trading_state(c.user(), trading_state::halted, *reason, true);
  if (!done)
    return failed(done.error());
  return answer_state(c);
}

reply set_mood(const call& c) {
  const auto index = json::parse_mood(c.body);
  if (!index)
    return failed(index.error());
  const auto api = bots_of(c);
  if (!api)
    return failed(api.error());
  const auto done = (*api)->set_mood(*index);
  if (!done)
    return failed(done.error());
  return answered(
    json::message_answer("The market's mood is " + std::to_string(*index) + " now."));
}

} // namespace tradeeon::http::trading
