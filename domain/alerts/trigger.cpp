#include "domain/alerts/trigger.hpp"

#include "domain/support/bytes.hpp"
#include "domain/support/digest.hpp"

namespace tradeeon {

namespace {

constexpr std::uint8_t explanation_format = 1;

} // namespace

std::string event_id_of(const alert& owner, time_ms bar_time, time_ms update_time) {
  auto id = owner.alert_id;
  if (owner.version > 1)
    id += '@' + std::to_string(owner.version);
  id += ':' + std::to_string(bar_time);
  if (owner.mode == fire_mode::per_minute || owner.mode == fire_mode::per_tick)
    id += ':' + std::to_string(update_time);
  return id;
}

std::string event_id_of(const std::string& condition_id, time_ms bar_time) {
  return condition_id + ':' + std::to_string(bar_time);
}

std::string delivery_id_of(const std::string& event_id, std::size_t action) {
  return sha256_hex(event_id + '#' + std::to_string(action)).substr(0, 32);
}

std::string encode(const explanation& x) {
  byte_writer out;
  out.u8(explanation_format);
  out.i64(x.bar.open_time);
  for (const double value :
       {x.bar.open, x.bar.high, x.bar.low, x.bar.close, x.bar.volume})
    out.f64(value);
  out.u8(x.bar.closed ? 1 : 0);
  out.i64(x.bar.update_time);
  out.u32(static_cast<std::uint32_t>(x.parts.size()));
  for (const auto& part : x.parts) {
    out.text(part.condition_id);
    out.text(part.text);
    out.u8(static_cast<std::uint8_t>(part.state));
    for (const double value : {part.left, part.right, part.right_high, part.previous_left,
                               part.previous_right})
      out.f64(value);
    out.i64(part.left_bar);
    out.i64(part.right_bar);
  }
  return out.take();
}

result<explanation> decode_explanation(std::string_view bytes) {
  const problem damaged{problem_code::internal, "a stored explanation can't be read", {}};
  byte_reader in{bytes};
  if (in.u8() != explanation_format)
    return damaged;
  explanation x;
  x.bar.open_time = in.i64();
  for (double* value :
       {&x.bar.open, &x.bar.high, &x.bar.low, &x.bar.close, &x.bar.volume})
    *value = in.f64();
  x.bar.closed = in.u8() != 0;
  x.bar.update_time = in.i64();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    explained_part part;
    part.condition_id = in.text();
    part.text = in.text();
    const auto state = in.u8();
    if (state > static_cast<std::uint8_t>(truth::unknown))
      return damaged;
    part.state = static_cast<truth>(state);
    for (double* value : {&part.left, &part.right, &part.right_high, &part.previous_left,
                          &part.previous_right})
      *value = in.f64();
    part.left_bar = in.i64();
    part.right_bar = in.i64();
    x.parts.push_back(std::move(part));
  }
  if (!in.ok() || !in.at_end())
    return damaged;
  return x;
}

} // namespace tradeeon
