# One image for `serve`, `worker` and `migrate`; it holds no compiler, no test tool and no secret.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/plaatsmaker
RUN python -m venv /opt/venv
COPY requirements.lock requirements-build.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock && \
    /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock \
        --target /opt/compiler
COPY pyproject.toml setup.py README.md ./
COPY solver solver
COPY service service
RUN PYTHONPATH=/opt/compiler \
    /opt/venv/bin/pip install --no-cache-dir --no-build-isolation --no-deps -e . && \
    /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash solver service

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin plaatsmaker
WORKDIR /srv/plaatsmaker
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/plaatsmaker ./
COPY migrations migrations
COPY requirements.lock ./
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PLAATSMAKER_ENVIRONMENT=production \
    PLAATSMAKER_HOST=0.0.0.0
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import httpx; httpx.get('http://127.0.0.1:8000/livez').raise_for_status()"]
ENTRYPOINT ["plaatsmaker"]
CMD ["serve"]
