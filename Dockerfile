# Builds on Debian 12 and ships the binary with the libraries it links, no more.
#
#   docker build -t tradeeon .            # podman: add --format docker (health check)
#   docker run -p 8000:8000 -v tradeeon-data:/data tradeeon

FROM docker.io/library/debian:bookworm-slim AS build
WORKDIR /src
# The packages are listed once, in ./dev; only a change there repeats this layer.
COPY dev ./
RUN ./dev install && rm -rf /var/lib/apt/lists/*
COPY . .
RUN cmake --preset release -DTRADEEON_TESTS=OFF \
 && cmake --build build/release -j "$(nproc)" --target tradeeon \
 && strip build/release/app/tradeeon

FROM docker.io/library/debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates libabsl20220623 libcaf-core0.17 libcaf-io0.17 libcaf-openssl0.17 libcpp-httplib0.11 libfmt9 libhiredis0.14 libjwt0 \
      libprometheus-cpp-core1.0 libspdlog1.10 libsqlite3-0 libssl3 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --home-dir /data --no-create-home \
      --shell /usr/sbin/nologin tradeeon \
 && install -d -o tradeeon -g tradeeon -m 0700 /data /ca /certs
COPY --from=build /src/build/release/app/tradeeon /usr/local/bin/tradeeon
# Fails the build, not the first start, where a library is missing above.
RUN tradeeon version
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# It is process 1 here, takes its signals itself and has no children to wait for.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["tradeeon", "healthcheck", "--http", "127.0.0.1:8000"]
ENTRYPOINT ["tradeeon"]
CMD ["serve", "--data", "/data", "--http", "0.0.0.0:8000", "--feed", "push"]
