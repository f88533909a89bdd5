# One image for every process: pages, events, workers, clock, commands (compose.yaml says which).
# The same Python and the same locked libraries everywhere; neither test tools nor a compiler.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim-trixie AS libraries
WORKDIR /build
COPY requirements.lock ./
COPY setup/__init__.py setup/runtime.py setup/
RUN python -m setup.runtime > runtime.lock \
 && python -m venv /opt/ccas \
 && /opt/ccas/bin/pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes --no-deps -r runtime.lock

FROM python:${PYTHON}-slim-trixie
# Pango draws the documents; pg_dump and pg_restore are those of the server's major version.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin ccas \
 && install -d -o ccas -g ccas -m 0700 /data
COPY --from=libraries /opt/ccas /opt/ccas
WORKDIR /app
COPY manage.py ./
COPY ccas ccas
COPY assessments assessments
COPY certification certification
COPY templates templates
COPY static static
ENV PATH=/opt/ccas/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=ccas.settings.production \
    STATIC_ROOT=/app/collected \
    CCAS_VAR=/data
# The keys of this line sign nothing: they only let the settings be read.
RUN SECRET_KEY=build JOURNAL_SALT=build MFA_KEYS=build ALLOWED_HOSTS=build \
    PUBLIC_BASE_URL=https://build.invalid \
    python manage.py collectstatic --noinput --verbosity 0
USER 10001:10001
EXPOSE 8000 8001
# Pages by default. A probe asks from inside, as the proxy would.
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=3 \
    CMD ["python", "-m", "ccas.operations.probe"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "ccas.wsgi:application"]
