#pragma once

#include "domain/market/candle.hpp"
#include "domain/trading/decimal.hpp"

#include <cstdint>
#include <string>

namespace tradeeon {

/// What a person, or a program in a person's name, asks of a running bot.
struct bot_command {
  enum class kind : std::uint8_t {
    pause, ///< opens nothing more; what is open is cared for on
    resume,
    stop,    ///< ends the run: open orders are canceled
    add,     ///< buys more for a deal
    close,   ///< sells a deal, or with deal 0 all of them
    signal,  ///< of signal bots: "buy" or "sell"
    panic,   ///< cancels all orders and sells all that is held
    mood,    ///< the market's fear and greed, 0 to 100
    settings ///< the bot has been edited
  };
  kind what = kind::pause;
  std::uint32_t deal = 0;
  decimal amount;        ///< of `add`: quote currency, 0: as the bot would; of `mood`
  std::string text;      ///< of `signal`; of `settings`: the new document
  std::string symbol;    ///< of `signal`; empty: the bot's first
  std::string signal_id; ///< of `signal`: one that was seen already changes nothing
  time_ms signal_at = 0; ///< of `signal`: when it was made; 0: now
  bool sell = false;     ///< of `stop`: what is held is sold as well
  bool to_open_deals = false; ///< of `settings`: they follow at once, not only new ones
};

} // namespace tradeeon
