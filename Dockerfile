# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/solferol
COPY requirements.lock ./
RUN /opt/solferol/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY models ./models
COPY service ./service
RUN /opt/solferol/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/solferol/bin/python -m compileall -q /opt/solferol/lib || true \
    && test -x /opt/solferol/bin/solferol

FROM python:3.12-slim
COPY --from=build /opt/solferol /opt/solferol
ENV PATH=/opt/solferol/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SOLFEROL_HOST=0.0.0.0 \
    SOLFEROL_DATA_FOLDER=/data \
    SOLFEROL_PORT=8000
RUN mkdir /data && chown 10001:10001 /data
VOLUME /data
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["solferol", "serve"]
