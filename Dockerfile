# One image for web, worker and beat; docker-compose.yml says which it is.
FROM python:3.11-slim AS build
# torch-cpu.lock asks for the CPU build of torch, and this says where it is.
ENV UV_TORCH_BACKEND=cpu UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 VIRTUAL_ENV=/opt/venv
WORKDIR /app
COPY pyproject.toml requirements.lock torch-cpu.lock installer.lock ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r installer.lock
RUN --mount=type=cache,target=/root/.cache/uv /opt/venv/bin/uv pip install --require-hashes --only-binary :all: \
    -c requirements.lock -c torch-cpu.lock -r pyproject.toml
COPY . .
RUN /opt/venv/bin/uv pip install --no-deps --no-build-isolation --editable .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/leadqual --create-home leadqual
ENV PATH=/opt/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=leadqual.settings \
    STATE_DIR=/var/lib/leadqual \
    STATIC_ROOT=/app/staticfiles \
    HF_HUB_OFFLINE=1 \
    TOKENIZERS_PARALLELISM=false \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
RUN install -d -o leadqual -g leadqual -m 0700 /app/staticfiles /var/lib/leadqual
USER leadqual
# Static files are private like all others, so the account that serves them collects them.
RUN django-admin collectstatic --no-input --verbosity 0
VOLUME /var/lib/leadqual
EXPOSE 8000
CMD ["gunicorn", "leadqual.wsgi:application", "--bind=0.0.0.0:8000", "--worker-class=gthread", \
     "--workers=2", "--threads=4", "--timeout=120", "--graceful-timeout=30", "--preload", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", \
     "--logger-class=leadqual.core.telemetry.server_logs.ServerLogger"]
