#include "app/certificates.hpp"
#include "app/commands/command.hpp"
#include "app/option_values.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <memory>
#include <string>
#include <vector>

namespace tradeeon {

namespace {

struct certs_request {
  std::string directory = "certs";
  std::string out;
  std::vector<std::string> nodes;
};

result<int> make_nodes(const certs_request& asked) {
  const auto out = asked.out.empty() ? asked.directory : asked.out;
  for (const auto& name : asked.nodes) {
    const auto checked = parse_name(name);
    if (!checked || name.empty() || name.find('/') != std::string::npos || name[0] == '.')
      return bad_input(name, "a node's name is made of printable characters, without "
                             "blanks and slashes, and does not begin with a dot");
    const auto folder = out + "/" + name;
    const auto made = make_node_certificate(asked.directory, name, folder);
    if (!made)
      return made.error();
    fmt::print("{} {}\n", *made ? "made" : "kept", folder);
  }
  return 0;
}

result<int> init(const certs_request& asked) {
  const auto made = make_authority(asked.directory);
  if (!made)
    return made.error();
  fmt::print("{} {}/ca.pem\n", *made ? "made" : "kept", asked.directory);
  return make_nodes(asked);
}

void add_places(CLI::App& command, const std::shared_ptr<certs_request>& asked) {
  command.add_option("--dir", asked->directory, "the authority's folder [certs]")
    ->type_name("DIR");
  command.add_option("--out", asked->out, "where the nodes' folders are made [the same]")
    ->type_name("DIR");
}

} // namespace

void add_certs(CLI::App& root, job& chosen) {
  auto* command =
    root.add_subcommand("certs", "Make the certificates of a cluster's nodes");
  command->require_subcommand(1);
  auto asked = std::make_shared<certs_request>();
  auto* first =
    command->add_subcommand("init", "Make the authority; what is there stays");
  add_places(*first, asked);
  first->add_option("--node", asked->nodes, "a node to make a folder for (repeatable)")
    ->type_name("NAME");
  first->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return init(*asked); }; });
  auto* node = command->add_subcommand("node", "Make one node's folder, for cluster_tls");
  add_places(*node, asked);
  node->add_option("name", asked->nodes, "the node")->required()->type_name("NAME");
  node->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return make_nodes(*asked); }; });
  command->footer(
    "ca.key signs for every node: keep the authority's folder away from the nodes. A "
    "node's\nfolder has ca.pem, node.pem, node.key and the cluster's secrets. Running "
    "`certs node` "
    "again\nrenews a certificate with less than 30 days left; nodes read it with the "
    "next "
    "connection.\n\n"
    "Example:\n  tradeeon certs init --dir ca\n  tradeeon certs node worker-1 --dir ca "
    "--out certs");
}

} // namespace tradeeon
