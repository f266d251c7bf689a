/* Ending early without leaving anything behind; see interrupt.h. A thread waits for the signals, so that nothing has to be done
 * inside a signal handler, where hardly anything is allowed. */
#include "cli/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

#include "base/file.h"

static sigset_t awaited;

static void *wait_for_signal(void *data)
{
    int number = 0;
    while (sigwait(&awaited, &number) != 0)
        ;
    file_abandon();
    _exit(128 + number);
    return data;
}

void interrupt_begin(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t before;
    pthread_t thread;
    sigemptyset(&awaited);
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        struct sigaction action;
        if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&awaited, numbers[i]);
    }
    if (pthread_sigmask(SIG_BLOCK, &awaited, &before) != 0)
        return;
    if (pthread_create(&thread, NULL, wait_for_signal, NULL) == 0)
        pthread_detach(thread);
    else
        pthread_sigmask(SIG_SETMASK, &before, NULL); /* the signals end the program at once, as without us */
}

void interrupt_guard_streams(void)
{
    /* the lowest free number is given; what is opened the wrong way round fails on use, as the closed stream would have */
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return;
}
