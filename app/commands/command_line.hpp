#pragma once

namespace tradeeon {

/// The whole program: 0 done, 1 failed while running, 2 bad usage or bad input
/// (then nothing is on standard output).
int run_command_line(int argc, char** argv);

} // namespace tradeeon
