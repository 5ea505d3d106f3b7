// What a store keeps of bots: the writing half. The reading one is bot_queries.
#pragma once

#include "domain/alerts/subscription.hpp"
#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"
#include "domain/support/result.hpp"
#include "storage/bot_records.hpp"
#include "storage/records.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tradeeon::storage {

/// How a run begins.
struct run_request {
  std::string user_id;
  std::string bot_id;
  trading_mode mode = trading_mode::paper;
  decimal initial_balance; ///< in `quote`; not negative
  /// It is paid into the user's account first; else the account must have it free.
  bool deposit = false;
  std::string quote; ///< the currency of all the run's amounts
  time_ms now = 0;
};

/// What a commit has made of its bot, for those who act on it afterwards.
struct bot_outcome {
  bot row;                              ///< as it is now
  std::uint64_t step = 0;               ///< of the state that is stored now
  std::vector<logged_bot_event> events; ///< with their seq
};

/// Which inputs a run has still to take in.
struct inputs_request {
  std::string bot_id;
  bot_cursor after;
  /// The owner of the bot's own alerts. Their handoffs count, and those of the bot's
  /// owner; what others aim at its id does not.
  std::string asks_as;
  std::size_t max_bars = 512; ///< per symbol
  std::size_t max_handoffs = 1'000;
};

/// Base bars of a symbol as its own commits brought them, oldest first.
struct driving_bars {
  std::string symbol;
  timeframe base = timeframe::m1;
  std::vector<candle> bars;
};

/// What came after a cursor; one more call is due where `more`.
struct bot_inputs {
  std::vector<driving_bars> bars; ///< one for each symbol of the cursor, in its order
  std::vector<handoff> handoffs;  ///< oldest first
  bool more = false;              ///< some limit has cut something off
};

/// Bots, their runs, and the money and diary of these, as the writer sees them. Part of
/// a `store`: the same thread, transactions and promises about problems.
class bot_store {
public:
  bot_store() = default;
  bot_store(const bot_store&) = delete;
  bot_store& operator=(const bot_store&) = delete;
  virtual ~bot_store() = default;

  // -- a bot's row --------------------------------------------------------------

  /// Adds a bot that was never started. `conflict` if the id exists; `rate_limited` if
  /// the user has `max_bots` bots already; `bad_transition` where it is to be running
  /// or paused.
  virtual result<void> insert_bot(const bot& row, std::uint32_t max_bots) = 0;

  /// Replaces name, document, symbols, pair, exchange, interval, required capital,
  /// status, reason and time of the caller's bot; its revision grows by one. Returns the
  /// row as it is now. `not_found` if it is absent or another user's; `conflict` if its
  /// revision is not `expected_revision`; `bad_transition` where the status would begin
  /// or end a run, which is for the calls below.
  virtual result<bot> update_bot(const bot& row, std::uint32_t expected_revision) = 0;

  /// Removes the bot with all that its runs have left: state, orders, fills, deals,
  /// diary. Returns the row as it was. `not_found` if it is absent or another user's;
  /// `bad_transition` while it is running or paused. Alerts and subscriptions made for
  /// it stay: they are the caller's to remove.
  virtual result<bot> delete_bot(const std::string& user_id,
                                 const std::string& bot_id) = 0;

  // -- a bot's runs ---------------------------------------------------------------

  /// Begins the bot's next run: its money goes from the account to the run, its state is
  /// empty at step 0, its cursor stands at the newest committed bar of each symbol (-1:
  /// none) and at the newest seq of the log. `not_found` if it is absent or another
  /// user's; `bad_transition` if it is running or paused; `conflict` at
  /// "initial_balance" where the account has not so much free; `invalid` there where it
  /// is negative or beyond all amounts.
  virtual result<bot_snapshot> start_run(const run_request& asked) = 0;

  /// Moves the caller's bot from running to paused and back, or from either to stopped
  /// or error. These end the run at `now`, and the run's cash returns to the account;
  /// what it holds is not sold. Returns the row as it is now. `not_found` if it is
  /// absent or another user's; `bad_transition` for any other change.
  virtual result<bot> set_bot_status(const std::string& user_id,
                                     const std::string& bot_id, bot_status to,
                                     const std::string& reason, time_ms now) = 0;

  /// Applies what a run's bars, signals or commands have brought about. Orders are known
  /// by client id, fills by order and fill id, deals by run and number: one that is
  /// there is replaced (a fill: left as it is). `conflict` at "tenure" where the right is
  /// void, at "run" unless it is the bot's newest and goes on, at "step" unless it is the
  /// stored state's, at "client_id" where an order of that id is another order;
  /// `invalid` at "client_id" for a fill of no order, and at "returned" where it is
  /// negative or the run does not end; `bad_transition` as above; `not_found` if the bot
  /// is absent. A run that ends does so at the time of its figures or newest event.
  virtual result<bot_outcome> apply_bot(const bot_commit& made) = 0;

  /// Appends a line to the diary and the user's event log, outside any run's commits.
  /// The bot may be gone. Returns it with its seq.
  virtual result<logged_bot_event> insert_bot_event(const logged_bot_event& line) = 0;

  /// A message in the inbox of its user, in the log at its seq: that of a line of a
  /// diary.
  virtual result<void> insert_notice(const notification& what) = 0;

  /// Replaces the state of a user, or (user "") of everybody.
  virtual result<void> put_trading_state(const trading_switch& row) = 0;

  // -- reading what was committed (and, within a transaction, written) -------------

  virtual result<std::vector<trading_switch>> trading_states() = 0; ///< by user
  /// `not_found` if it is absent. Without run (number 0) where it was never started.
  virtual result<bot_snapshot> load_bot(const std::string& bot_id) = 0;
  /// Running and paused ones of all users, oldest first.
  virtual result<std::vector<bot>> running_bots() = 0;
  /// `not_found` if the bot is absent.
  virtual result<bot_inputs> inputs_of(const inputs_request& asked) = 0;
};

} // namespace tradeeon::storage
