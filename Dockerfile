# One image for `sluice proxy` and `sluice analysis`; deploy/image/README.md tells how it is built, signed for and run.
#
# Pinning: the tag names an exact version of Node and of Debian. A tag can be moved; a digest can't. Look it up with
# `docker buildx imagetools inspect node:26.10.0-trixie-slim` and append it here, in the one place where the base stands:
# node:26.10.0-trixie-slim@sha256:…
ARG NODE_IMAGE=node:26.10.0-trixie-slim

# What runs: production dependencies, re2 compiled for the platform of the image.
FROM ${NODE_IMAGE} AS modules
WORKDIR /app
RUN apt-get update \
 && apt-get install -y --no-install-recommends binutils g++ make python3 \
 && rm -rf /var/lib/apt/lists/*
# re2 is compiled from the sources that the lock file's hashes cover, against the headers that came with Node: neither a
# prebuilt binary nor headers are fetched.
ENV DEVELOPMENT_SKIP_GETTING_ASSET=true \
    npm_config_nodedir=/usr/local
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit
RUN npm rebuild re2 --foreground-scripts
COPY deploy/image/trim-modules.mjs ./
RUN node trim-modules.mjs

# dist/ is the same for every platform, so it is built once, on the builder's own.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit
COPY tsconfig.json tsconfig.build.json vite.config.ts ./
COPY scripts/build.mjs scripts/
COPY src src/
RUN node scripts/build.mjs

FROM ${NODE_IMAGE} AS sluice
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="Inline inspection proxy for APIs, and its analysis backend" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/node:26.10.0-trixie-slim" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
# Nothing is installed in a running container. /data is there, and the user's, so that a new volume mounted on it is too.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
 && install -d -o 10001 -g 10001 /data
WORKDIR /app
COPY --from=modules /app/node_modules node_modules/
COPY --from=build /app/dist dist/
COPY signatures signatures/
COPY package.json LICENSE deploy/image/health.mjs ./
# The admin port has to answer kubelets, load balancers and Prometheus; elsewhere it listens on 127.0.0.1.
ENV NODE_ENV=production \
    SLUICE_ADMIN_HOST=0.0.0.0
# A number, since Kubernetes can't tell that a name isn't root.
USER 10001:10001
EXPOSE 8080 8090 9901
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["node", "/app/health.mjs"]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["proxy"]
