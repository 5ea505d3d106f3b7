#pragma once

#include "domain/bots/plans/barrier.hpp"
#include "domain/bots/plans/market_gauge.hpp"
#include "domain/bots/plans/sizing.hpp"
#include "domain/bots/plans/terms.hpp"

#include <memory>

namespace tradeeon {

/// What a plan remembers of one of its deals.
struct deal_record {
  std::uint32_t number = 0;
  std::shared_ptr<const deal_terms> terms;
  barrier_state barrier;
  decimal first_amount;           ///< quote currency of the first order, without factor
  decimal factor = 1;             ///< of scaling and reinvesting, as it was opened
  std::uint32_t adds = 0;         ///< buys by rule, signal or hand so far
  time_ms last_add_at = -1;       ///< -1: none yet
  std::int64_t last_add_bar = -1; ///< the interval's bars counted until then
  bool ladder_due = false;        ///< steps are to be sent
  std::vector<decimal> climbed;   ///< bought so far, by step of the ladder
};

/// What dca, trend and signal bots have in common: one deal per symbol that is opened at
/// the market or a limit, grows, and is ended by its barriers.
class deal_plan : public plan {
public:
  void on_fill(desk& at, deal& of, order& what, const fill& piece) final;
  void on_closed(desk& at, const deal& of) override;
  bool on_add(desk& at, deal& of, decimal amount) override;
  void on_edit(desk& at, bool to_open_deals) override;
  void save(byte_writer& out) const override;
  void load(const desk& at, byte_reader& in) override;

protected:
  /// How a deal begins.
  struct opening {
    decimal amount; ///< of the first order, in quote currency
    decimal plain;  ///< the same without scaling and reinvesting
    decimal factor = 1;
    bool limit = false; ///< a limit buy at the last price, else at the market
  };
  /// Null where nothing could be sent.
  deal* open(desk& at, const std::string& symbol, const opening& how);
  /// A line in the diary: a deal has been opened.
  static void tell_entry(desk& at, const std::string& symbol, std::string_view by,
                         decimal amount);
  /// Opens one at the market and tells of it, if the amount is known.
  void open_for(desk& at, const std::string& symbol, const amount_setting& setting,
                const sizing& given, std::string_view by);
  /// Whether `max_entries` leaves room for one more buy.
  [[nodiscard]] static bool may_grow(const deal& of, const deal_record* record);
  /// The next further buy, as the deal's terms have it.
  void grow(desk& at, deal& of, deal_record& record, sizing given);
  /// A further buy at the market.
  bool add(desk& at, deal& of, deal_record& record, decimal amount);
  /// The symbol's deal that is not over; null: none.
  [[nodiscard]] static deal* deal_on(desk& at, std::string_view symbol);
  [[nodiscard]] deal_record* record_of(std::uint32_t number);
  [[nodiscard]] static bool has_live(desk& at, std::uint32_t deal, order_role role);
  /// Something was bought for a deal; its barriers are in place.
  virtual void on_bought(desk&, deal&, deal_record&, const order&, const fill&) {}
  /// An edited bot's open deals have taken its new terms on.
  virtual void on_new_terms(desk&, deal&, deal_record&) {}

private:
  /// Of the settings as they are now.
  [[nodiscard]] std::shared_ptr<const deal_terms> terms_now(const desk& at);

  /// What `terms_now` made last, while a deal goes by it: most bots have none open.
  std::weak_ptr<const deal_terms> terms_;
  std::vector<deal_record> records_;
};

} // namespace tradeeon
