#pragma once

#include "domain/bots/settings.hpp"

#include <memory>

namespace tradeeon {

/// What a deal keeps to from its first order to its last, even where its bot is edited
/// meanwhile. Of the parts that a bot's type does not have, the defaults.
struct deal_terms {
  ladder_setting ladder;
  dca_rule_setting rule;
  amount_setting add; ///< of further buys, by rule or by signal
  barrier_setting barrier;
  std::uint32_t max_entries = 1;
  decimal add_after_percent;
  decimal atr_stop;
};

/// Of the settings as they are now. Grids have none: the defaults.
[[nodiscard]] std::shared_ptr<const deal_terms> terms_of(const bot_settings& settings);

/// Durable form.
void save(byte_writer& out, const deal_terms& x);
[[nodiscard]] deal_terms load_terms(byte_reader& in);

} // namespace tradeeon
