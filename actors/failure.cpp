#include "actors/failure.hpp"

#include <caf/atom.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>

#include <string>

namespace tradeeon {

namespace {

constexpr caf::atom_value category = caf::atom("tradeeon");

} // namespace

caf::error to_error(const problem& what) {
  // Code 0 means success to CAF: shift ours by one.
  return {static_cast<std::uint8_t>(static_cast<std::uint8_t>(what.code) + 1), category,
          caf::make_message(what.text, what.place)};
}

bool is_own_error(const caf::error& what) {
  return what.category() == category &&
         what.context().match_elements<std::string, std::string>();
}

problem to_problem(const caf::error& what) {
  if (is_own_error(what))
    return {static_cast<problem_code>(what.code() - 1),
            what.context().get_as<std::string>(0), what.context().get_as<std::string>(1)};
  if (what == caf::sec::request_timeout)
    return {problem_code::unavailable, "the engine did not answer in time", {}};
  return {problem_code::unavailable, "a part of the engine is restarting", {}};
}

bool is_crash(const caf::error& what) {
  return what == caf::sec::runtime_error;
}

} // namespace tradeeon
