# Builds the one executable and the site, and ships them on a slim Debian as an unprivileged user.

# Exact versions; deploy/image-digests.sh prints them with their digests, as settings for .env.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim
ARG RUST_IMAGE=rust:1.95.0-bookworm
ARG DEBIAN_IMAGE=debian:12.14-slim

FROM ${NODE_IMAGE} AS npm
WORKDIR /build
COPY package.json package-lock.json ./
RUN PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund

FROM ${RUST_IMAGE} AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /build
# The build's Tailwind and wasm-opt are Node programs.
COPY --from=npm /usr/local/bin/node /usr/local/bin/node
COPY --from=npm /build/node_modules ./node_modules
COPY Cargo.toml Cargo.lock rust-toolchain.toml package.json package-lock.json ./
COPY .cargo ./.cargo
COPY scripts ./scripts
COPY .sqlx ./.sqlx
COPY src ./src
COPY app ./app
COPY crates ./crates
COPY frontend ./frontend
COPY server ./server
COPY tools ./tools
COPY migrations ./migrations
COPY style ./style
COPY public ./public
RUN . scripts/lib/all.sh && ensure_wasm_target && build_release \
    # Where file names carry a hash, the server reads it from a file beside itself.
    && mkdir -p /out/target \
    && cp target/release/igny8 /out/ \
    && cp target/release/hash.txt /out/ \
    && cp -r target/site /out/target/site

FROM ${DEBIAN_IMAGE}
# Certificates for the calls to model providers and WordPress; tini hands signals on and reaps; curl asks for health;
# the client of PostgreSQL 15 dumps and restores. Debian's packages are the newest of its release, as its fixes come.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl postgresql-client-15 tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 igny8 \
    && useradd --system --uid 10001 --gid igny8 --create-home --home-dir /var/lib/igny8 igny8 \
    && install -d -o igny8 -g igny8 /data
WORKDIR /app
COPY --from=build /out/ ./
ENV IGNY8_ADDR=0.0.0.0:8011 \
    IGNY8_DATA_DIR=/data \
    LEPTOS_OUTPUT_NAME=igny8 \
    LEPTOS_SITE_ROOT=target/site \
    LEPTOS_SITE_PKG_DIR=pkg \
    LEPTOS_SITE_ADDR=0.0.0.0:8011 \
    LEPTOS_HASH_FILES=true \
    RUST_LOG=info
USER 10001:10001
VOLUME /data
EXPOSE 8011
# For `serve`; the compose file turns it off for the worker and the scheduler, which listen to nothing.
HEALTHCHECK --interval=30s --timeout=10s --retries=3 --start-period=20s \
    CMD ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:8011/api/v1/system/status/"]
ENTRYPOINT ["/usr/bin/tini", "--", "/app/igny8"]
CMD ["serve"]
