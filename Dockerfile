# Builds on Debian 12 and ships the binary with the libraries it links, no more.
#
#   docker build -t tradeeon .            # podman: add --format docker (health check)
#   docker run -p 8000:8000 -v tradeeon-data:/data tradeeon

FROM docker.io/library/debian:bookworm-slim AS build
WORKDIR /src
RUN dpkg-query -W -f '${Package}\n' > /in-base
# The packages are listed once, in ./dev; only a change there repeats this layer.
COPY dev ./
RUN ./dev install && rm -rf /var/lib/apt/lists/*
COPY . .
RUN cmake --preset release -DTRADEEON_TESTS=OFF \
 && cmake --build build/release -j "$(nproc)" --target tradeeon \
 && strip build/release/app/tradeeon
# The image gets what the binary loads and the base lacks, instead of whole packages:
# these would bring openssl's program, perl and apt's caches, four times as much. Each
# library comes with its licence and its package's entry, which tells scanners its version.
RUN install -D build/release/app/tradeeon /out/usr/local/bin/tradeeon \
 && for library in $(ldd build/release/app/tradeeon | sed -n 's|.* => \(/[^ ]*\).*|\1|p'); do \
      package=$(dpkg-query -S "*/${library#*/lib/}" | sed 's/:.*//;q'); \
      ! grep -qxF "$package" /in-base || continue; \
      install -D -m 0644 "$library" "/out/usr/lib/${library#*/lib/}" \
      && echo "$package" >> /taken || exit 1; \
    done \
 && for package in ca-certificates $(sort -u /taken); do \
      install -D -m 0644 -t "/out/usr/share/doc/$package" "/usr/share/doc/$package/copyright" \
      && install -d /out/var/lib/dpkg/status.d \
      && dpkg-query -s "$package" > "/out/var/lib/dpkg/status.d/$package" || exit 1; \
    done
# The roots that webhooks are checked against, where OpenSSL looks for them, and its rules.
RUN install -D -m 0644 -t /out/etc/ssl/certs /etc/ssl/certs/ca-certificates.crt \
 && install -D -m 0644 -t /out/etc/ssl /etc/ssl/openssl.cnf \
 && install -d /out/usr/lib/ssl \
 && ln -s /etc/ssl/certs /out/usr/lib/ssl/certs \
 && ln -s /etc/ssl/certs/ca-certificates.crt /out/usr/lib/ssl/cert.pem \
 && ln -s /etc/ssl/openssl.cnf /out/usr/lib/ssl/openssl.cnf

FROM docker.io/library/debian:bookworm-slim
COPY --from=build /out /
# Without --no-log-init the user's number alone makes megabytes of login records.
RUN useradd --uid 10001 --user-group --home-dir /data --no-create-home --no-log-init \
      --shell /usr/sbin/nologin tradeeon \
 && install -d -o tradeeon -g tradeeon -m 0700 /data /ca /certs \
 && ldconfig
# Fails the build, not the first start, where a library is missing.
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
