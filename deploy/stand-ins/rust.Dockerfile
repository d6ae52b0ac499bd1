# Stands in for rust: a C compiler and the toolchain of the machine that builds it, in the folders of the real image.
ARG BASE
FROM ${BASE}
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates gcc g++ libc6-dev make pkg-config libssl-dev git curl \
    && rm -rf /var/lib/apt/lists/*
ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo RUSTUP_AUTO_INSTALL=0 \
    SSL_CERT_FILE=/usr/local/share/machine-certificates.crt CARGO_HTTP_CAINFO=/usr/local/share/machine-certificates.crt \
    PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY rustup /usr/local/cargo/bin/rustup
COPY name /tmp/name
COPY toolchain /usr/local/rustup/toolchain
RUN mkdir /usr/local/rustup/toolchains && mv /usr/local/rustup/toolchain "/usr/local/rustup/toolchains/$(cat /tmp/name)" \
    && for program in cargo rustc rustdoc cargo-clippy clippy-driver cargo-fmt rustfmt; do ln -s rustup "/usr/local/cargo/bin/$program"; done \
    && rustup default "$(cat /tmp/name)"
CMD ["bash"]
