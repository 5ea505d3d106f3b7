#include "app/commands/command_line.hpp"

int main(int argc, char** argv) {
  return tradeeon::run_command_line(argc, argv);
}
