# Stands in for one of the tools: answers on its port, as its user, with its volume, and says what it may write. It does nothing else.
ARG BASE
FROM ${BASE}
ARG NAME
ARG OWNER
ARG FOLDER
ARG PORT
ENV STAND_IN_FOLDER=${FOLDER} STAND_IN_PORT=${PORT}
RUN apt-get update && apt-get install -y --no-install-recommends busybox && rm -rf /var/lib/apt/lists/* \
    && install -d -o "$OWNER" -g 0 "$FOLDER" && install -d -m 755 /www && echo "$NAME" >/www/index.html
USER ${OWNER}
VOLUME ${FOLDER}
EXPOSE ${PORT}
ENTRYPOINT ["/bin/sh", "-c", "touch \"$STAND_IN_FOLDER/written\" && exec busybox httpd -f -p \"$STAND_IN_PORT\" -h /www"]
