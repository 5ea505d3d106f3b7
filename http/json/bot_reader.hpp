// Bots as clients send them: the contract's DCA config, and those of the other types.
#pragma once

#include "domain/bots/settings.hpp"
#include "domain/support/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::json {

/// A bot as its owner has described it.
struct bot_input {
  /// Name, type, symbols, pair, exchange, interval and the document for the echo; the
  /// caller fills in ids, times and the required capital.
  bot row;
  bot_settings settings;
};

/// Reads the body of POST /bots/dca-bots. A field that is unknown, without meaning
/// beside the others or said twice and differently is a problem at its place; a part
/// with `"enabled":false` is read and left out.
result<bot_input> parse_dca_bot(std::string_view body);

/// Reads the body of POST /api/v1/bots: the same with a `bot_type` of dca, grid, trend
/// or signal.
result<bot_input> parse_bot(std::string_view body);

/// What a PATCH makes of a bot.
struct bot_edit {
  bot_input now; ///< the stored row with what was changed; its revision is untouched
  bool to_open_deals = false; ///< `apply_to_open_deals`
};

/// Merges the body of PATCH /bots/{id} into the stored bot: fields that are absent or
/// null stay as they are, others are replaced as a whole. Fields that only the server
/// sets may be repeated, as clients do that send the row back. `conflict` for a
/// `revision` that is no longer the bot's.
result<bot_edit> parse_bot_edit(const bot& stored, std::string_view body);

/// What a stored bot was told.
result<bot_settings> settings_of(const bot& row);

/// A bot of a file, with the money that it is to start with.
struct filed_bot {
  bot_input bot;
  std::optional<decimal> initial_balance;
};

/// Reads a file of bots: an array of objects as POST /api/v1/bots takes them (without
/// `bot_type`: dca), each with a `bot_id` of its own and perhaps an `initial_balance`.
/// A problem's place starts with the index: "[3].baseOrderSize".
result<std::vector<filed_bot>> parse_bot_file(std::string_view text);

/// The body of a preview: a bot, with the `price` to look at it from.
struct preview_input {
  bot_input bot;
  std::optional<decimal> price;
};
result<preview_input> parse_bot_preview(std::string_view body);

} // namespace tradeeon::json
