# The Telegram bot in a container. Reports, index and cache live in volumes:
#     docker build -t reportbot .
#     docker run --env-file .env -v "$PWD/reports:/app/reports" -v reportbot-data:/data reportbot
# PIP_ARGS may name where torch's CPU build is found; the standard one brings CUDA libraries along.
FROM python:3.11-slim
ARG PIP_ARGS=""
RUN useradd --create-home --uid 10001 reportbot && install -d -o reportbot /app /data
WORKDIR /app
COPY --chown=reportbot requirements.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir ${PIP_ARGS} -r requirements.lock
COPY --chown=reportbot bot bot
COPY --chown=reportbot rag rag
COPY --chown=reportbot vectorstore vectorstore
COPY --chown=reportbot reports reports
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
USER reportbot
ENV DATA_DIR=/data CACHE_DIR=/data/cache REPORTS_DIR=/app/reports
VOLUME ["/data"]
STOPSIGNAL SIGTERM
CMD ["sh", "-c", "reportbot index || [ $? -eq 3 ] && exec reportbot serve"]
