#include "http/json/action_reader.hpp"

namespace tradeeon::json {

namespace {

constexpr std::size_t longest_url = 2'048;

action read_webhook(fields& from) {
  action x;
  x.kind = action_kind::webhook;
  x.target =
    from.needed_text("url", "where to send to, https://...", longest_url).value_or("");
  const bool http = x.target.rfind("http://", 0) == 0;
  const bool https = x.target.rfind("https://", 0) == 0;
  if (!http && !https)
    from.fail("url", "an address that starts with https:// is needed");
  else if (x.target.find(' ') != std::string::npos)
    from.fail("url", "an address has no spaces");
  return x;
}

bool is_bot_command(std::string_view x) {
  for (const std::string_view known :
       {"execute_entry", "execute_dca", "buy", "sell", "add", "close", "pause", "resume",
        "stop", "panic"})
    if (x == known)
      return true;
  return false;
}

action read_bot(fields& from, bool with_command) {
  action x;
  x.kind = action_kind::bot;
  x.target = from.needed_text("bot_id", "the id of a bot", 128).value_or("");
  constexpr std::string_view commands = "execute_entry, execute_dca, buy, sell, add, "
                                        "close, pause, resume, stop or panic";
  const auto command =
    with_command ? from.needed_text("action_type", commands) : from.text("action_type");
  if (command && !is_bot_command(*command))
    from.fail("action_type", "unknown action_type " + quotation(*command) + "; use " +
                               std::string{commands});
  x.command = command.value_or("");
  if (x.command == "execute_dca")
    x.dca_index =
      static_cast<std::int32_t>(from.whole("dca_index", 0, 10'000).value_or(-1));
  return x;
}

} // namespace

action read_action(complaint& out, const value& object, const std::string& path) {
  fields from{out, object, path, {"type", "url", "bot_id", "action_type", "dca_index"}};
  constexpr std::string_view types = "notify, webhook, bot or bot_trigger";
  const auto type = from.needed_text("type", types).value_or("");
  action x;
  if (type == "webhook")
    x = read_webhook(from);
  else if (type == "bot" || type == "bot_trigger")
    x = read_bot(from, type == "bot_trigger");
  else if (type != "notify")
    from.fail("type",
              "unknown action " + quotation(type) + "; use " + std::string{types});
  from.finish();
  return x;
}

value action_object(const action& x) {
  switch (x.kind) {
  case action_kind::webhook:
    return {{"type", "webhook"}, {"url", x.target}};
  case action_kind::bot: {
    if (x.command.empty())
      return {{"type", "bot"}, {"bot_id", x.target}};
    value out{{"type", "bot_trigger"}, {"bot_id", x.target}, {"action_type", x.command}};
    if (x.dca_index >= 0)
      out["dca_index"] = x.dca_index;
    return out;
  }
  case action_kind::notify:
    break;
  }
  return {{"type", "notify"}};
}

} // namespace tradeeon::json
