# syntax=docker/dockerfile:1
ARG BASE=python:3.12-slim-trixie

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
# Without pip: that of the base image fills it, and stays behind with it.
RUN python -m venv --without-pip /opt/solferol
COPY requirements-telemetry.lock ./
RUN python -m pip --python /opt/solferol/bin/python install --no-compile \
        --require-hashes --only-binary :all: -r requirements-telemetry.lock
COPY pyproject.toml README.md LICENSE ./
COPY models ./models
COPY service ./service
# Byte code is not looked up by time: files of an image never change, and their times may.
RUN python -m pip --python /opt/solferol/bin/python install --no-compile \
        --no-deps --no-build-isolation . \
    && python -m pip --python /opt/solferol/bin/python uninstall --yes setuptools \
    && rm -rf /opt/solferol/bin/[Aa]ctivate* /opt/solferol/include /opt/solferol/share \
    && find /opt/solferol -regextype posix-extended -type f \
        -regex '.*\.(pyi|pyx|pxd|pxi|c|h|cpp|hpp)' -delete \
    && find /opt/solferol/lib/python3.*/site-packages/scipy \
            /opt/solferol/lib/python3.*/site-packages/pandas \
            -type d -name tests -prune -exec rm -rf {} + \
    && /opt/solferol/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash \
        /opt/solferol/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="Solferol" \
      org.opencontainers.image.description="Minutes of sun to a wanted amount of vitamin D, and to sunburn" \
      org.opencontainers.image.licenses="MIT"
# What installs packages serves nobody but an intruder.
RUN rm -rf /usr/local/lib/python3.*/site-packages/pip* \
           /usr/local/lib/python3.*/ensurepip \
           /usr/local/bin/pip* \
    && groupadd --gid 10001 solferol \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data \
        --shell /usr/sbin/nologin solferol \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/solferol /opt/solferol
ENV PATH=/opt/solferol/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SOLFEROL_HOST=0.0.0.0 \
    SOLFEROL_PORT=8000 \
    SOLFEROL_DATA_FOLDER=/data
VOLUME /data
WORKDIR /data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s --retries=3 \
    CMD ["solferol-health"]
CMD ["solferol", "serve"]
