// A small load generator, for what wrk cannot do: HEAD (wrk waits for the body that an answer to HEAD announces), and an exact number of requests.
//   requests PORT METHOD TARGETS-FILE BODY-BYTES CONNECTIONS SECONDS COUNT
// One thread; each connection has one request under way. Targets are used in order, and again from the first. It ends after COUNT requests, or after
// SECONDS when COUNT is 0, and prints the same JSON as targets.lua. Answers carry a Content-Length or come in chunks.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { head_limit = 65536, longest_connections = 4096 };

struct connection {
    int socket;
    int64_t started;
    char *out;
    size_t out_length, sent;
    char in[head_limit];
    size_t received;
    long body_left;  // -1 while the head is not whole
    int is_chunked;
    char tail[7];    // the last bytes of a body that comes in chunks
};

static const char *method;
static int port, is_head;
static char **targets;
static size_t target_count, issued, body_bytes;
static int64_t count_wanted;
static long finished, refused;
static uint32_t *latencies;
static size_t latency_room;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void read_targets(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    size_t room = 0, line_room = 0;
    char *line = NULL;
    ssize_t length;
    while ((length = getline(&line, &line_room, file)) > 0) {
        if (line[length - 1] == '\n') line[length - 1] = 0;
        if (target_count == room && !(targets = realloc(targets, (room = room ? room * 2 : 1024) * sizeof *targets))) fail("realloc");
        if (!(targets[target_count++] = strdup(line))) fail("strdup");
    }
    fclose(file);
    if (!target_count) { fputs("no targets\n", stderr); exit(1); }
}

static void next_request(struct connection *c) {
    int head = snprintf(c->out, head_limit, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", method, targets[issued++ % target_count], port);
    if (head < 0 || head > head_limit - 64) fail("a target is too long");
    head += is_head || !body_bytes ? sprintf(c->out + head, "\r\n") : sprintf(c->out + head, "Content-Length: %zu\r\n\r\n", body_bytes);
    memset(c->out + head, 'w', body_bytes);
    c->out_length = head + body_bytes;
    c->sent = c->received = 0;
    c->body_left = -1;
    c->started = now();
}

static void send_more(struct connection *c) {
    while (c->sent < c->out_length) {
        ssize_t count = send(c->socket, c->out + c->sent, c->out_length - c->sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) return;
        if (count < 0) fail("send");
        c->sent += count;
    }
}

// Takes note of bytes of the body. What comes in chunks ends with an empty one; no server here sends trailers.
static void take_body(struct connection *c, const char *bytes, size_t count) {
    if (!c->is_chunked) {
        c->body_left -= count;
        return;
    }
    size_t fresh = count < sizeof c->tail ? count : sizeof c->tail;
    memmove(c->tail, c->tail + fresh, sizeof c->tail - fresh);
    memcpy(c->tail + sizeof c->tail - fresh, bytes + count - fresh, fresh);
    c->body_left = memcmp(c->tail, "\r\n0\r\n\r\n", sizeof c->tail) ? 1 : 0;
}

static void take_head(struct connection *c) {
    c->in[c->received] = 0;
    char *end = strstr(c->in, "\r\n\r\n");
    if (!end) return;
    int status = atoi(c->in + 9);
    *end = 0;
    char *length = strcasestr(c->in, "\r\ncontent-length:");
    int has_body = !is_head && status != 204 && status != 304;
    c->is_chunked = has_body && !length && strcasestr(c->in, "\r\ntransfer-encoding: chunked");
    memset(c->tail, 0, sizeof c->tail);
    c->body_left = c->is_chunked ? 1 : has_body && length ? atol(length + 17) : 0;
    size_t head = end + 4 - c->in;
    if (c->received > head) take_body(c, c->in + head, c->received - head);
    if (status / 100 != 2) refused++;
}

// Whether the answer is whole.
static int receive_more(struct connection *c) {
    for (;;) {
        static char thrown_away[1 << 18];
        int in_head = c->body_left < 0;
        ssize_t count = in_head ? recv(c->socket, c->in + c->received, head_limit - 1 - c->received, 0) : recv(c->socket, thrown_away, sizeof thrown_away, 0);
        if (count < 0 && errno == EAGAIN) return 0;
        if (count < 0) fail("recv");
        if (!count) { fputs("the server closed a connection\n", stderr); exit(1); }
        if (in_head) {
            c->received += count;
            take_head(c);
        } else {
            take_body(c, thrown_away, count);
        }
        if (!c->body_left) return 1;
    }
}

static void note_latency(int64_t microseconds) {
    if ((size_t)finished == latency_room && !(latencies = realloc(latencies, (latency_room = latency_room ? latency_room * 2 : 65536) * sizeof *latencies)))
        fail("realloc");
    latencies[finished++] = microseconds;
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void open_connection(struct connection *c, int poll) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (c->socket < 0 || connect(c->socket, (struct sockaddr *)&address, sizeof address)) fail("connect");
    int yes = 1;
    if (setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) || fcntl(c->socket, F_SETFL, O_NONBLOCK)) fail("setsockopt");
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, c->socket, &event)) fail("epoll_ctl");
}

int main(int argc, char **argv) {
    if (argc != 8) { fputs("usage: requests PORT METHOD TARGETS-FILE BODY-BYTES CONNECTIONS SECONDS COUNT\n", stderr); return 1; }
    port = atoi(argv[1]);
    method = argv[2];
    is_head = !strcmp(method, "HEAD");
    read_targets(argv[3]);
    body_bytes = strtoul(argv[4], NULL, 10);
    int connections = atoi(argv[5]);
    int64_t seconds = atoll(argv[6]);
    count_wanted = atoll(argv[7]);
    if (connections < 1 || connections > longest_connections || body_bytes > (1 << 24)) { fputs("out of range\n", stderr); return 1; }
    int poll = epoll_create1(0), open = 0;
    if (poll < 0) fail("epoll_create1");
    int64_t started = now();
    for (; open < connections && (!count_wanted || open < count_wanted); open++) {
        struct connection *c = calloc(1, sizeof *c);
        if (!c || !(c->out = malloc(head_limit + body_bytes))) fail("malloc");
        open_connection(c, poll);
        next_request(c);
    }
    while (open) {
        struct epoll_event events[256];
        int ready = epoll_wait(poll, events, 256, 1000);
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            send_more(c);
            while (receive_more(c)) {
                note_latency(now() - c->started);
                if (count_wanted ? (int64_t)issued >= count_wanted : now() - started >= seconds * 1000000) {
                    close(c->socket);
                    open--;
                    break;
                }
                next_request(c);
                send_more(c);
            }
        }
    }
    int64_t took = now() - started;
    qsort(latencies, finished, sizeof *latencies, by_size);
    printf("{\"requests\": %ld, \"microseconds\": %lld, \"refused\": %ld, \"broken\": 0, \"timeouts\": 0, \"p50_us\": %u, \"p99_us\": %u, \"max_us\": %u}\n",
        finished, (long long)took, refused, latencies[finished / 2], latencies[finished * 99 / 100], latencies[finished - 1]);
    return 0;
}
