// The durable form of a graph: the texts of its conditions, from which the
// structure is rebuilt, and the states of its parts, found again by their keys.
#include "domain/conditions/graph.hpp"
#include "domain/conditions/parser.hpp"
#include "domain/support/bytes.hpp"

namespace tradeeon {

namespace {

constexpr std::uint8_t format = 3;
/// The one before other symbols: it has none.
constexpr std::uint8_t format_without_peers = 2;

void put(byte_writer& out, const candle& x) {
  out.i64(x.open_time);
  for (const double value : {x.open, x.high, x.low, x.close, x.volume})
    out.f64(value);
}

candle get_candle(byte_reader& in) {
  candle x;
  x.open_time = in.i64();
  for (double* value : {&x.open, &x.high, &x.low, &x.close, &x.volume})
    *value = in.f64();
  x.closed = false;
  return x;
}

void put(byte_writer& out, const ring<double>& values) {
  out.u32(static_cast<std::uint32_t>(values.size()));
  for (std::size_t i = values.size(); i-- > 0;)
    out.f64(values[i]);
}

void get(byte_reader& in, ring<double>& values) {
  values.clear();
  const auto n = in.u32();
  for (std::uint32_t i = 0; i < n && in.ok(); ++i)
    values.push(in.f64());
}

void put(byte_writer& out, const output_values& values) {
  for (const double x : values)
    out.f64(x);
}

void get(byte_reader& in, output_values& values) {
  for (double& x : values)
    x = in.f64();
}

problem unreadable(const char* what) {
  return {problem_code::internal, std::string{"the evaluation checkpoint "} + what, {}};
}

void save_forming(byte_writer& out, const graph::market& x) {
  for (const auto& f : x.frames) {
    const bool forming = f.builder && f.builder->forming();
    out.u8(forming ? 1 : 0);
    if (forming)
      put(out, *f.builder->forming());
  }
}

void restore_forming(byte_reader& in, graph::market& to) {
  for (auto& f : to.frames) {
    std::optional<candle> forming;
    if (in.u8() != 0)
      forming = get_candle(in);
    if (f.builder)
      f.builder->restore(forming);
  }
}

} // namespace

std::string condition_graph::save() {
  byte_writer out;
  out.u8(format);
  out.u8(base() ? 1 : 0);
  out.u8(static_cast<std::uint8_t>(base().value_or(timeframe::m1)));
  out.i64(newest());
  out.u32(static_cast<std::uint32_t>(item_by_meaning_.size()));
  std::vector<std::uint32_t> place(items_->size());
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < items_->size(); ++i)
    if ((*items_)[i].in_use) {
      place[i] = next++;
      out.text(text_of((*items_)[i]));
    }
  save_forming(out, home());
  out.i64(at_);
  out.u32(static_cast<std::uint32_t>(peers().size()));
  for (std::size_t i = 1; i < markets_.size(); ++i)
    if (const auto& x = markets_[i]; !x.symbol.empty()) {
      out.text(x.symbol);
      out.u8(x.base ? 1 : 0);
      out.u8(static_cast<std::uint8_t>(x.base.value_or(timeframe::m1)));
      out.i64(x.newest);
      save_forming(out, x);
    }
  out.u32(static_cast<std::uint32_t>(node_by_key_.size()));
  for (const auto& n : nodes_) {
    if (n.key.empty())
      continue;
    out.text(n.key);
    put(out, n.out);
    put(out, n.before);
    put(out, n.past);
    byte_writer state;
    if (n.computation)
      n.computation->save(state);
    out.text(state.bytes());
  }
  out.u32(static_cast<std::uint32_t>(slot_by_key_.size()));
  for (const auto& s : slots_) {
    if (s.key.empty())
      continue;
    out.text(s.key);
    put(out, s.values);
    out.i64(s.bar_time);
  }
  net_.save(out, [&](condition_index which) { return place[which]; });
  structure_changed_ = false;
  return out.take();
}

result<void> condition_graph::restore(std::string_view checkpoint,
                                      const candle_history& history,
                                      const std::vector<peer_candles>& peers) {
  byte_reader in{checkpoint};
  const auto version = in.u8();
  if (version != format && version != format_without_peers)
    return unreadable("has another format");
  const bool has_base = in.u8() != 0;
  const auto base = in.u8();
  if (base >= timeframe_count)
    return unreadable("is damaged");
  if (has_base)
    set_base(static_cast<timeframe>(base));
  const auto newest_saved = in.i64();
  at_ = has_base && newest_saved >= 0 ? bar_close(*this->base(), newest_saved) : -1;
  std::vector<condition_index> saved;
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    const auto what = parse_canonical(in.text());
    if (!what)
      return unreadable("names a condition that this version can't read");
    bool made = false;
    saved.push_back(ensure_item(normalised(*what), made));
    if (made)
      delist(saved.back()); // until its operands know their values
  }
  restore_forming(in, home());
  if (version == format)
    if (auto fine = restore_peers(in, peers); !fine)
      return fine;
  if (auto fine = restore_parts(in); !fine)
    return fine;
  for (const auto which : saved)
    enlist(which);
  restore_net(in, saved);
  if (!in.ok() || !in.at_end())
    return unreadable("is damaged");
  home().newest = newest_saved;
  const auto held_until = has_base ? bar_close(*this->base(), newest_saved) : 0;
  for (const auto& [tf, bars] : history) {
    auto& to = frame_of(tf);
    // A bar whose end was passed over was still forming, however early it ended.
    const bool forms = to.builder && to.builder->forming();
    const auto open_until = forms ? to.builder->forming()->open_time : held_until;
    for (const auto& bar : bars)
      if (bar.open_time < open_until && bar_close(tf, bar.open_time) <= held_until)
        to.bars.push(bar);
  }
  structure_changed_ = false;
  return {};
}

result<void> condition_graph::restore_peers(byte_reader& in,
                                            const std::vector<peer_candles>& bars) {
  at_ = in.i64();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    const auto found = find_market(in.text());
    const bool has_base = in.u8() != 0;
    const auto base = in.u8();
    const auto newest = in.i64();
    if (found == 0 || base >= timeframe_count)
      return unreadable("names another symbol that no condition reads");
    auto& to = markets_[found];
    if (has_base)
      to.set_base(static_cast<timeframe>(base));
    if (has_base && newest >= 0) {
      for (const auto& x : bars)
        if (x.symbol == to.symbol && x.base == *to.base)
          to.hold(x.bars, bar_close(*to.base, newest));
      to.newest = newest;
    }
    restore_forming(in, to);
  }
  return {};
}

result<void> condition_graph::restore_parts(byte_reader& in) {
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    const auto found = node_by_key_.find(in.text());
    if (found == node_by_key_.end())
      return unreadable("holds a series that no condition reads");
    auto& to = nodes_[static_cast<std::size_t>(found->second)];
    get(in, to.out);
    get(in, to.before);
    get(in, to.past);
    const auto state = in.text();
    byte_reader state_in{state};
    if (to.computation)
      to.computation->load(state_in);
    if (!state_in.ok() || !state_in.at_end())
      return unreadable("has a damaged indicator state");
  }
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    const auto found = slot_by_key_.find(in.text());
    if (found == slot_by_key_.end())
      return unreadable("holds an operand that no condition reads");
    auto& to = slots_[static_cast<std::size_t>(found->second)];
    get(in, to.values);
    to.bar_time = in.i64();
    note_reading(found->second);
  }
  if (!in.ok())
    return unreadable("is damaged");
  return {};
}

void condition_graph::restore_net(byte_reader& in,
                                  const std::vector<condition_index>& saved) {
  net_.load(
    in,
    [&](std::uint32_t n) {
      return n < saved.size() ? std::optional{saved[n]} : std::nullopt;
    },
    [&](truth_index part) {
      if (is_combination(part))
        net_.use(part);
      else
        ++(*items_)[part].users;
    });
}

} // namespace tradeeon
