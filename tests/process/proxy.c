/*
 * Stands between rowan and a database server and cuts the connection at a COMMIT, in a way that leaves the
 * client unable to know what became of it. A process per connection, so that a cut disturbs no other.
 *
 *   process_proxy PROTOCOL PORT HOW EVERY    PROTOCOL: postgresql, mariadb; PORT: the server's, on the
 * loopback
 *
 * HOW, done to every EVERYth COMMIT:
 *   answered   the server commits, its answer never reaches the client
 *   unsent     the COMMIT never reaches the server, which rolls back
 *   late       the client is cut off at once, the server gets the COMMIT LATE_MS later
 *
 * Prints the port that it listens on, then a line per cut: HOW, or "unanswered" when the server did not
 * commit what it was to commit.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define LATE_MS   3000
#define ANSWER_MS 20000 /* the longest that a commit may take */

enum how { ANSWERED, UNSENT, LATE };

struct proxy {
    bool mariadb;
    enum how how;
    long every;
    struct sockaddr_in target;
    atomic_long *commits; /* of all connections */
};

struct session {
    const struct proxy *proxy;
    int client, server;
    bool greeted; /* PostgreSQL: the startup packet, which has no type, is through */
    unsigned char *data;
    size_t size, capacity;
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void say(const char *word)
{
    char line[40];
    int n = snprintf(line, sizeof line, "%s\n", word);

    if (write(STDOUT_FILENO, line, (size_t)n) < 0)
        exit(1);
}

static bool send_all(int fd, const unsigned char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        data += n;
        size -= (size_t)n;
    }
    return true;
}

/* ---- messages of the client ---- */

static size_t big_endian(const unsigned char *p)
{
    return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

/* Bytes of the message at the beginning of what has come; 0: its length is not known yet. */
static size_t message_size(const struct session *s)
{
    if (s->proxy->mariadb)
        return s->size < 4 ? 0
                           : 4 + ((size_t)s->data[0] | (size_t)s->data[1] << 8 | (size_t)s->data[2] << 16);
    if (s->greeted)
        return s->size < 5 ? 0 : 1 + big_endian(s->data + 1);
    return s->size < 4 ? 0 : big_endian(s->data);
}

/* What comes before the startup packet of PostgreSQL proper asks for encryption, and has these codes. */
static bool is_greeting(const struct session *s, size_t size)
{
    size_t code = size >= 8 ? big_endian(s->data + 4) : 0;

    return code != 80877103 && code != 80877104;
}

static bool is_commit(const struct session *s, size_t size)
{
    static const char word[] = "COMMIT";
    const size_t length = sizeof word - 1;
    const unsigned char *text = s->data + 5; /* behind type and length, of either protocol */

    if (size < 5 + length || s->data[s->proxy->mariadb ? 4 : 0] != (s->proxy->mariadb ? 3 : 'Q'))
        return false;
    return strncasecmp((const char *)text, word, length) == 0 &&
           (size == 5 + length || text[length] == '\0' || text[length] == ';');
}

/* ---- cutting ---- */

/* So that the other end sees a reset, and nothing that is under way arrives. */
static void reset(int fd)
{
    struct linger at_once = {1, 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

/* Whatever a server says to a COMMIT, it has done it by then: no deferred constraint is in these tests. */
static bool is_answered(const struct session *s)
{
    struct pollfd answer = {.fd = s->server, .events = POLLIN};
    char byte;

    return poll(&answer, 1, ANSWER_MS) == 1 && recv(s->server, &byte, 1, 0) == 1;
}

static void commit_unseen(const struct session *s, size_t size)
{
    bool done = send_all(s->server, s->data, size) && is_answered(s);

    say(!done ? "unanswered" : s->proxy->how == LATE ? "late" : "answered");
}

static void cut(struct session *s, size_t size)
{
    switch (s->proxy->how) {
    case ANSWERED:
        commit_unseen(s, size);
        break;
    case UNSENT:
        say("unsent");
        break;
    case LATE:
        reset(s->client);
        s->client = -1;
        usleep(LATE_MS * 1000);
        commit_unseen(s, size);
        break;
    }
    if (s->client >= 0)
        reset(s->client);
    reset(s->server);
    exit(0);
}

/* ---- passing on ---- */

static bool pass_messages(struct session *s)
{
    size_t size;

    while ((size = message_size(s)) > 0 && size <= s->size) {
        if (s->proxy->mariadb || s->greeted) {
            if (is_commit(s, size) && (atomic_fetch_add(s->proxy->commits, 1) + 1) % s->proxy->every == 0)
                cut(s, size);
        } else {
            s->greeted = is_greeting(s, size);
        }
        if (!send_all(s->server, s->data, size))
            return false;
        memmove(s->data, s->data + size, s->size - size);
        s->size -= size;
    }
    return true;
}

static bool from_client(struct session *s)
{
    ssize_t n;

    if (s->capacity - s->size < 65536) {
        s->capacity = s->capacity * 2 + 65536;
        s->data = realloc(s->data, s->capacity);
        if (!s->data)
            fail("realloc");
    }
    n = recv(s->client, s->data + s->size, s->capacity - s->size, 0);
    if (n <= 0)
        return false;
    s->size += (size_t)n;
    return pass_messages(s);
}

static bool from_server(const struct session *s)
{
    unsigned char data[65536];
    ssize_t n = recv(s->server, data, sizeof data, 0);

    return n > 0 && send_all(s->client, data, (size_t)n);
}

static void serve(const struct proxy *proxy, int client)
{
    struct session s = {.proxy = proxy, .client = client, .server = socket(AF_INET, SOCK_STREAM, 0)};
    struct pollfd ends[2];
    int yes = 1;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (s.server < 0 || connect(s.server, (const struct sockaddr *)&proxy->target, sizeof proxy->target) != 0)
        exit(0); /* a server that is down is a reset for the client */
    setsockopt(s.server, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(s.client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    for (;;) {
        ends[0] = (struct pollfd){.fd = s.client, .events = POLLIN};
        ends[1] = (struct pollfd){.fd = s.server, .events = POLLIN};
        if (poll(ends, 2, -1) < 0 || (ends[0].revents && !from_client(&s)) ||
            (ends[1].revents && !from_server(&s)))
            exit(0);
    }
}

static void read_arguments(struct proxy *proxy, char **argv)
{
    static const char *const hows[] = {[ANSWERED] = "answered", [UNSENT] = "unsent", [LATE] = "late"};

    proxy->mariadb = strcmp(argv[1], "mariadb") == 0;
    proxy->target.sin_family = AF_INET;
    proxy->target.sin_port = htons((uint16_t)strtol(argv[2], NULL, 10));
    proxy->target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (proxy->how = ANSWERED; strcmp(hows[proxy->how], argv[3]) != 0; proxy->how++)
        if (proxy->how == LATE) {
            fprintf(stderr, "process_proxy: no way called %s\n", argv[3]);
            exit(2);
        }
    proxy->every = strtol(argv[4], NULL, 10);
    proxy->commits =
        mmap(NULL, sizeof *proxy->commits, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (proxy->commits == MAP_FAILED)
        fail("mmap");
}

static int listen_somewhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    char port[16];

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        fail("listen");
    snprintf(port, sizeof port, "%d", ntohs(address.sin_port));
    say(port);
    return fd;
}

int main(int argc, char **argv)
{
    struct proxy proxy = {0};
    int listener;

    if (argc != 5) {
        fprintf(stderr, "usage: process_proxy postgresql|mariadb PORT answered|unsent|late EVERY\n");
        return 2;
    }
    read_arguments(&proxy, argv);
    signal(SIGCHLD, SIG_IGN);
    listener = listen_somewhere();
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            continue;
        if (fork() == 0) {
            close(listener);
            serve(&proxy, client);
        }
        close(client);
    }
}
