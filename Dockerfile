# Weir in a container: docker build -t weir . && docker run -p 8642:8642 -v weir:/var/lib/weir weir
# Kept simple, and built by nobody yet: the project's own checks don't run it.
FROM node:24-bookworm-slim AS console
WORKDIR /weir/web
COPY web/ ./
RUN npm ci && npm run build

FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends clang && rm -rf /var/lib/apt/lists/*
WORKDIR /weir
COPY . .
COPY --from=console /weir/web/dist web/dist
RUN cargo build --release --package weir-cli

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 8642 weir && install -d -m0700 -o weir -g weir /var/lib/weir
COPY --from=build /weir/target/release/weir /usr/bin/weir
USER weir
VOLUME /var/lib/weir
EXPOSE 8642
ENTRYPOINT ["weir", "--data-dir", "/var/lib/weir"]
CMD ["serve", "--listen", "0.0.0.0:8642"]
