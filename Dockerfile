# satchel in a container: its own user, its data in a volume, a health check.
#
#   docker build -t satchel .
#   docker run -p 8321:8321 -v satchel:/data -e SATCHEL_OPEN=1 satchel
#
# A container listens on all its addresses, and without sign-in Satchel serves its own machine only. So it starts only
# with sign-in (SATCHEL_JWT_SECRET or SATCHEL_JWKS_URL), or when SATCHEL_OPEN=1 says that everybody who reaches the port
# may do everything; put a proxy that checks who comes in front of it otherwise.
FROM node:24-slim AS previews
WORKDIR /previews
COPY server/web/page/preview/packages/package.json server/web/page/preview/packages/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim AS build
WORKDIR /satchel
COPY requirements.lock .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY server server
COPY --from=previews /previews/node_modules/react/umd/react.production.min.js \
    server/web/page/preview/packages/react.js
COPY --from=previews /previews/node_modules/react-dom/umd/react-dom.production.min.js \
    server/web/page/preview/packages/react-dom.js
COPY --from=previews /previews/node_modules/@babel/standalone/babel.min.js \
    server/web/page/preview/packages/babel.js
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home satchel \
    && install -d -o satchel -g satchel /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    SATCHEL_HOST=0.0.0.0 \
    SATCHEL_PORT=8321 \
    SATCHEL_DATA=/data \
    SATCHEL_LOG_FORMAT=json
USER 10001
VOLUME /data
EXPOSE 8321
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
    CMD ["satchel", "health"]
STOPSIGNAL SIGTERM
CMD ["satchel", "serve"]
