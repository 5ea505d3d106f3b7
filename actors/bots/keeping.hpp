#pragma once

#include "actors/store_keeper.hpp"

#include <caf/message_handler.hpp>

namespace tradeeon {

/// What the store keeper answers about bots:
///   create bot_draft → bot · change bot_draft → bot   of a bot that is not at work
///   remove bot user id → id · start bot_start → bot_run
///   commit bot_commit → bot_committed · commit bot_edit → bot_committed
///   fail bot_id reason → bot   the run has ended by too many crashes
///   load bot bot_id → bot_loading · inputs inputs_request → bot_inputs
///   bot → [bot]   all that are at work
///   command user bot_id → error   why a bot that nobody works on can't be told anything
///   halt trading_switch → trading_switch · halt → [trading_switch]
///   mood index → index
caf::message_handler keeping_bots(caf::stateful_actor<store_keeper_state>* self);

} // namespace tradeeon
