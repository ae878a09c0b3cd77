# The gateway as an image: built in one stage, run in another that holds no compiler, no tests, no
# development dependency and no embedded database.

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build
# What runs: neither development dependencies nor the optional embedded PostgreSQL.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund --prefer-offline

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 \
    AUDIT_HEADS_FILE=/var/lib/songhua-heads/audit-heads.ndjson
WORKDIR /srv/songhua
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
# The second sink of the audit seals is the only place that the process writes to.
RUN mkdir -p /var/lib/songhua-heads && chown node:node /var/lib/songhua-heads
VOLUME /var/lib/songhua-heads
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
