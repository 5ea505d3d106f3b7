#include "http/json/candle_codec.hpp"
#include "http/server/routes.hpp"

namespace tradeeon::http::candles {

reply ingest(const call& c) {
  const auto batch = json::parse_candles(c.body, c.on.max_candles);
  if (!batch)
    return failed(batch.error());
  const auto receipt = batch->candles.empty() ? result<ingest_receipt>(ingest_receipt{})
                                              : c.on.engine.ingest(batch->candles);
  if (!receipt)
    return failed(receipt.error());
  return answered(json::render_receipt(*receipt, *batch));
}

} // namespace tradeeon::http::candles
