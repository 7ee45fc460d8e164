/* A Bot API that is never the bottleneck: answers any POST with a sendMessage result of about 1 kB, at once or after a
 * fixed time. Usage: bot_api LATENCY_MS COUNTS CHATS. Prints its port. COUNTS is a file of CHATS bytes in which the
 * byte of each chat_id counts what arrived for it. One thread, epoll, Linux. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 4096, ROOM = 65536, RING = 1 << 20 };
static struct { char bytes[ROOM]; int used; } seats[MOST];
static struct { double due; int fd; long chat; } ring[RING];
static unsigned long first, last, messages;
static unsigned char *counts;
static long chats;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void answer(int fd, long chat) {
    static const char text[] = "Bupati membuka pasar murah di alun-alun pada Senin pagi. Beras dijual Rp11.000 per kilogram. ";
    char body[2048], whole[4096];
    int n = snprintf(body, sizeof body,
        "{\"ok\":true,\"result\":{\"message_id\":%lu,\"from\":{\"id\":123456789,\"is_bot\":true,\"first_name\":\"Kentongan\","
        "\"username\":\"kentongan_bot\"},\"chat\":{\"id\":%ld,\"first_name\":\"Warga\",\"type\":\"private\"},\"date\":1790000000,"
        "\"text\":\"%s%s%s%s%s\",\"entities\":[{\"offset\":0,\"length\":40,\"type\":\"bold\"},{\"offset\":300,\"length\":30,"
        "\"type\":\"italic\"}],\"link_preview_options\":{\"is_disabled\":true},\"reply_markup\":{\"inline_keyboard\":[[{\"text\":"
        "\"Baca selengkapnya\",\"url\":\"https://contoh.go.id/berita/1\"}]]}}}", ++messages, chat, text, text, text, text, text);
    int all = snprintf(whole, sizeof whole,
        "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: keep-alive\r\n\r\n%s", n, body);
    if (write(fd, whole, all) < 0) return;
}

static void arrived(int fd, char *body, int length, double latency) {
    char *at = memmem(body, length, "chat_id", 7);
    long chat = 0;
    if (at) {
        at += 7;
        while (at < body + length && (*at < '0' || *at > '9')) at++;
        chat = strtol(at, NULL, 10);
    }
    if (chat > 0 && chat < chats && counts[chat] < 255) counts[chat]++;
    if (latency <= 0) { answer(fd, chat); return; }
    ring[last % RING].due = now() + latency, ring[last % RING].fd = fd, ring[last % RING].chat = chat, last++;
}

static void readable(int poll, int fd, double latency) {
    char *bytes = seats[fd].bytes;
    int got = read(fd, bytes + seats[fd].used, ROOM - 1 - seats[fd].used);
    if (got <= 0) { epoll_ctl(poll, EPOLL_CTL_DEL, fd, NULL); close(fd); return; }
    int used = seats[fd].used += got;
    for (;;) {
        bytes[used] = 0;
        char *end = memmem(bytes, used, "\r\n\r\n", 4);
        if (!end) break;
        char *field = strcasestr(bytes, "content-length:");
        int length = field && field < end ? atoi(field + 15) : 0, whole = end + 4 - bytes + length;
        if (used < whole) break;
        arrived(fd, end + 4, length, latency);
        memmove(bytes, bytes + whole, used -= whole);
    }
    seats[fd].used = used;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    double latency = atof(argv[1]);
    chats = atol(argv[3]);
    int file = open(argv[2], O_RDWR | O_CREAT, 0600);
    if (ftruncate(file, chats)) return 1;
    counts = mmap(NULL, chats, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    int listening = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0), yes = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    if (bind(listening, (void *)&here, size) || listen(listening, 1024)) return 1;
    getsockname(listening, (void *)&here, &size);
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listening}, events[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, listening, &event);
    for (;;) {
        int ready = epoll_wait(poll, events, 256, first == last ? -1 : 1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd != listening) { readable(poll, fd, latency); continue; }
            fd = accept(listening, NULL, NULL);
            if (fd < 0 || fd >= MOST) { if (fd >= 0) close(fd); continue; }
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            seats[fd].used = 0;
            event.events = EPOLLIN, event.data.fd = fd;
            epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
        }
        for (double moment = now(); first != last && ring[first % RING].due <= moment; first++)
            answer(ring[first % RING].fd, ring[first % RING].chat);
    }
}
