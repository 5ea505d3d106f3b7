#include "http/json/bot_reader.hpp"

#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

#include <set>

namespace tradeeon::json {

namespace {

/// Bodies whose numbers are money.
document_limits with_money() {
  document_limits out;
  out.keep_digits = true;
  return out;
}

struct plan_reader {
  names (*known)();
  void (*read)(fields&, bot_frame&);
};

/// By the order of `bot_type`.
constexpr plan_reader plans[] = {{dca_names, read_dca},
                                 {grid_names, read_grid},
                                 {trend_names, read_trend},
                                 {signal_names, read_signal}};

/// The type that a body names, `otherwise` where it names none.
bot_type type_of(complaint& out, const value& body, const std::string& path,
                 std::optional<bot_type> otherwise) {
  constexpr std::string_view accepted = "dca, grid, trend or signal";
  const auto place = join_path(path, "bot_type");
  const bool given =
    body.is_object() && body.contains("bot_type") && !body["bot_type"].is_null();
  if (!given) {
    if (!otherwise && body.is_object())
      out.say(place, "is needed: " + std::string{accepted});
    return otherwise.value_or(bot_type::dca);
  }
  const auto& x = body["bot_type"];
  const auto text = x.is_string() ? x.get<std::string>() : std::string{};
  const auto read = parse_bot_type(text);
  if (!read)
    out.say(place,
            "unknown bot type " + quotation(text) + "; use " + std::string{accepted});
  return read ? *read : bot_type::dca;
}

bot_input read_bot(complaint& out, const value& body, const std::string& path,
                   bot_type type) {
  const auto& plan = plans[static_cast<std::size_t>(type)];
  auto known = common_bot_names();
  const auto own = plan.known();
  known.insert(known.end(), own.begin(), own.end());
  fields from{out, body, path, known};
  bot_frame bot;
  bot.row.type = type;
  // Nothing can be asked before it is known of what.
  if (!out.said())
    read_common(from, bot);
  if (!out.said())
    plan.read(from, bot);
  from.finish();
  bot.row.document = text_of(body);
  return {std::move(bot.row), std::move(bot.into)};
}

result<bot_input> read_whole(std::string_view text, std::optional<bot_type> must,
                             std::optional<bot_type> otherwise) {
  const auto body = parse_document(text, with_money());
  if (!body)
    return body.error();
  complaint out;
  const auto type = type_of(out, *body, "", otherwise);
  if (must && type != *must)
    out.say("bot_type", "only " + std::string{to_string(*must)} +
                          " is possible here; POST /api/v1/bots takes all types");
  auto x = read_bot(out, *body, "", type);
  if (out.said())
    return out.take();
  return x;
}

} // namespace

result<bot_input> parse_dca_bot(std::string_view body) {
  return read_whole(body, bot_type::dca, bot_type::dca);
}

result<bot_input> parse_bot(std::string_view body) {
  return read_whole(body, std::nullopt, std::nullopt);
}

result<bot_settings> settings_of(const bot& row) {
  auto read = read_whole(row.document, row.type, row.type);
  if (!read)
    return std::move(read).error();
  return std::move(read->settings);
}

result<preview_input> parse_bot_preview(std::string_view body) {
  auto document = parse_document(body, with_money());
  if (!document)
    return std::move(document).error();
  complaint out;
  preview_input x;
  const auto type = type_of(out, *document, "", bot_type::dca);
  if (document->is_object() && document->contains("price")) {
    const value own{{"price", (*document)["price"]}};
    fields from{out, own, "", {"price"}};
    x.price = number_in(from, "price", positive());
    document->erase("price");
  }
  x.bot = read_bot(out, *document, "", type);
  if (out.said())
    return out.take();
  return x;
}

result<std::vector<filed_bot>> parse_bot_file(std::string_view text) {
  document_limits limits = with_money();
  limits.bytes = std::size_t{64} * 1024 * 1024;
  limits.keys = 10'000'000;
  const auto list = parse_document(text, limits);
  if (!list)
    return list.error();
  if (!list->is_array())
    return bad_input("body", "a list of bots is needed");
  std::vector<filed_bot> all;
  std::set<std::string> ids;
  complaint out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto path = "[" + std::to_string(i) + "]";
    value body = (*list)[i];
    value own = value::object();
    for (const std::string name : {"bot_id", "initial_balance"})
      if (body.is_object() && body.contains(name)) {
        own[name] = body[name];
        body.erase(name);
      }
    fields from{out, own, path, {"bot_id", "initial_balance"}};
    filed_bot x;
    const auto id = from.needed_text("bot_id", "a name of its own", 128).value_or("");
    x.initial_balance = number_in(from, "initial_balance", positive());
    x.bot = read_bot(out, body, path, type_of(out, body, path, bot_type::dca));
    if (!ids.insert(id).second)
      from.fail("bot_id", "another bot of this file has it");
    if (out.said())
      return out.take();
    x.bot.row.bot_id = id;
    all.push_back(std::move(x));
  }
  return all;
}

} // namespace tradeeon::json
