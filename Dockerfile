# ecslint as an image: docker run --rm --read-only -v "$PWD:/work:ro" ghcr.io/ecslint/ecslint check
FROM python:3.13-slim AS build
COPY . /source
RUN python -m venv /opt/ecslint && \
    /opt/ecslint/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check /source

FROM python:3.13-slim
LABEL org.opencontainers.image.source="https://github.com/ecslint/ecslint" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/ecslint /opt/ecslint
ENV PATH="/opt/ecslint/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent ecslint
USER 10001
WORKDIR /work
ENTRYPOINT ["ecslint"]
CMD ["check"]
