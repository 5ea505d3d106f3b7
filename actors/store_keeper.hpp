#pragma once

#include "actors/context.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <deque>

namespace tradeeon {

struct store_keeper_state;

/// The only writer of an engine; detached, since SQLite blocks. What arrives
/// while a transaction is under way goes into the next one together (group
/// commit); an answer is sent, and facts are published, only after the commit.
/// Answers:
///   commit symbol_commit ingest_receipt → ingest_receipt   once durable
///   load symbol → symbol_snapshot
///   symbols → [string]
///   create alert → alert · change alert version fresh → alert · remove user id → id
///   register registered_condition → registered_condition bool
///   subscr subscription → subscription bool · unsubscr user id → id
///   attempts [attempt] tenure → count · handover limit tenure → handover
///   grant [lease] → [lease] · leases → [lease]
///   pending after_id limit → [delivery] · event event_id → trigger
///   condition id → registered_condition
///   fact name → value · fact name value → value
///   drain → bool   once what has arrived so far is committed
///   listen actor: sends it `event committed` after each commit from now on; of that,
///   an actor on another node gets triggers and deliveries
caf::behavior store_keeper(caf::stateful_actor<store_keeper_state>* self,
                           context_ptr context);

struct store_keeper_state {
  static inline const char* name = "tradeeon.store_keeper";

  /// One piece of work for the next transaction.
  struct job {
    std::function<result<void>(storage::store&, committed&)> run;
    std::function<void()> succeed;
    std::function<void(const problem&)> fail;
    /// Kept and tried again while the disk is full or the file is locked; the
    /// others are refused then.
    bool patient = false;
  };

  context_ptr context;
  std::unique_ptr<storage::store> store;
  std::deque<job> jobs;
  std::vector<caf::actor> listeners;
  bool flush_due = false; ///< a flush or a retry is under way
};

} // namespace tradeeon
