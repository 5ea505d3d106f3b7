#include "domain/bots/plans/terms.hpp"

namespace tradeeon {

namespace {

void save(byte_writer& out, const amount_setting& x) {
  out.u8(static_cast<std::uint8_t>(x.what));
  tradeeon::save(out, x.value);
  tradeeon::save(out, x.multiplier);
}

amount_setting load_amount(byte_reader& in) {
  amount_setting x;
  x.what = static_cast<amount_setting::kind>(in.u8());
  x.value = load_decimal(in);
  x.multiplier = load_decimal(in);
  return x;
}

void save(byte_writer& out, const ladder_setting& x) {
  out.u32(x.count);
  for (const auto& amount : {x.amount, x.deviation_percent, x.volume_scale, x.step_scale})
    tradeeon::save(out, amount);
  out.u32(x.max_active);
  out.u32(static_cast<std::uint32_t>(x.levels.size()));
  for (const auto& level : x.levels) {
    tradeeon::save(out, level.drop_percent);
    tradeeon::save(out, level.amount);
  }
}

ladder_setting load_ladder(byte_reader& in) {
  ladder_setting x;
  x.count = in.u32();
  for (auto* amount : {&x.amount, &x.deviation_percent, &x.volume_scale, &x.step_scale})
    *amount = load_decimal(in);
  x.max_active = in.u32();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    ladder_level level;
    level.drop_percent = load_decimal(in);
    level.amount = load_decimal(in);
    x.levels.push_back(level);
  }
  return x;
}

void save(byte_writer& out, const dca_rule_setting& x) {
  out.u8(static_cast<std::uint8_t>(x.what));
  tradeeon::save(out, x.threshold);
  out.u32(x.max_per_deal);
  out.u32(x.max_in_all);
  out.u32(x.cooldown);
  out.u8(static_cast<std::uint8_t>((x.cooldown_in_bars ? 1U : 0U) |
                                   (x.wait_for_previous ? 2U : 0U)));
}

dca_rule_setting load_rule(byte_reader& in) {
  dca_rule_setting x;
  x.what = static_cast<dca_rule>(in.u8());
  x.threshold = load_decimal(in);
  x.max_per_deal = in.u32();
  x.max_in_all = in.u32();
  x.cooldown = in.u32();
  const auto flags = in.u8();
  x.cooldown_in_bars = (flags & 1U) != 0;
  x.wait_for_previous = (flags & 2U) != 0;
  return x;
}

void save(byte_writer& out, const take_profit_setting& x) {
  out.u32(static_cast<std::uint32_t>(x.targets.size()));
  for (const auto& target : x.targets) {
    tradeeon::save(out, target.percent);
    tradeeon::save(out, target.sell_percent);
  }
  out.u8(static_cast<std::uint8_t>((x.from_base ? 1U : 0U) | (x.net_of_fees ? 2U : 0U)));
  tradeeon::save(out, x.trailing_percent);
}

take_profit_setting load_profit(byte_reader& in) {
  take_profit_setting x;
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    profit_target target;
    target.percent = load_decimal(in);
    target.sell_percent = load_decimal(in);
    x.targets.push_back(target);
  }
  const auto flags = in.u8();
  x.from_base = (flags & 1U) != 0;
  x.net_of_fees = (flags & 2U) != 0;
  x.trailing_percent = load_decimal(in);
  return x;
}

void save(byte_writer& out, const barrier_setting& x) {
  save(out, x.profit);
  out.u8(static_cast<std::uint8_t>((x.trailing ? 1U : 0U) | (x.stop ? 2U : 0U) |
                                   (x.time ? 4U : 0U)));
  if (x.trailing) {
    tradeeon::save(out, x.trailing->activation_percent);
    tradeeon::save(out, x.trailing->distance_percent);
    out.u8(x.trailing->only_up ? 1 : 0);
  }
  if (x.stop) {
    tradeeon::save(out, x.stop->percent);
    tradeeon::save(out, x.stop->breakeven_percent);
    out.u8(static_cast<std::uint8_t>((x.stop->from_base ? 1U : 0U) |
                                     (x.stop->trailing ? 2U : 0U)));
  }
  if (x.time) {
    out.i64(x.time->max_hold_ms);
    out.u8(x.time->min_profit ? 1 : 0);
    tradeeon::save(out, x.time->min_profit.value_or(decimal{}));
  }
}

barrier_setting load_barrier(byte_reader& in) {
  barrier_setting x;
  x.profit = load_profit(in);
  const auto parts = in.u8();
  if ((parts & 1U) != 0) {
    x.trailing.emplace();
    x.trailing->activation_percent = load_decimal(in);
    x.trailing->distance_percent = load_decimal(in);
    x.trailing->only_up = in.u8() != 0;
  }
  if ((parts & 2U) != 0) {
    x.stop.emplace();
    x.stop->percent = load_decimal(in);
    x.stop->breakeven_percent = load_decimal(in);
    const auto flags = in.u8();
    x.stop->from_base = (flags & 1U) != 0;
    x.stop->trailing = (flags & 2U) != 0;
  }
  if ((parts & 4U) != 0) {
    x.time.emplace();
    x.time->max_hold_ms = in.i64();
    const bool least = in.u8() != 0;
    const auto profit = load_decimal(in);
    if (least)
      x.time->min_profit = profit;
  }
  return x;
}

} // namespace

std::shared_ptr<const deal_terms> terms_of(const bot_settings& settings) {
  // Not made together with its count, which whoever watches it keeps.
  auto x = std::make_unique<deal_terms>();
  if (const auto* dca = std::get_if<dca_settings>(&settings.plan)) {
    x->ladder = dca->ladder;
    x->rule = dca->rule;
    x->add = dca->add;
    x->barrier = dca->barrier;
  } else if (const auto* trend = std::get_if<trend_settings>(&settings.plan)) {
    x->add = trend->amount;
    x->barrier = trend->barrier;
    x->max_entries = trend->max_entries;
    x->add_after_percent = trend->add_after_percent;
    x->atr_stop = trend->atr_stop;
  } else if (const auto* signal = std::get_if<signal_settings>(&settings.plan)) {
    x->add = signal->amount;
    x->barrier = signal->barrier;
    x->max_entries = signal->max_entries;
  }
  return x;
}

void save(byte_writer& out, const deal_terms& x) {
  save(out, x.ladder);
  save(out, x.rule);
  save(out, x.add);
  save(out, x.barrier);
  out.u32(x.max_entries);
  save(out, x.add_after_percent);
  save(out, x.atr_stop);
}

deal_terms load_terms(byte_reader& in) {
  deal_terms x;
  x.ladder = load_ladder(in);
  x.rule = load_rule(in);
  x.add = load_amount(in);
  x.barrier = load_barrier(in);
  x.max_entries = in.u32();
  x.add_after_percent = load_decimal(in);
  x.atr_stop = load_decimal(in);
  return x;
}

} // namespace tradeeon
