#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A program that is run for what it prints. Blocks its thread.
struct ChildProcess {
    private let id: pid_t
    private let pipe: Int32

    /// What a program prints to stdout.
    ///
    /// It runs in a process group of its own, which is killed when the time is over, so that what it started ends with it.
    /// - Throws: `ClientError` that repeats neither its arguments nor its output.
    static func output(of arguments: [String], within limit: Duration, isCancelled: () -> Bool) throws -> [UInt8] {
        let child = try ChildProcess(starting: arguments)
        defer { close(child.pipe) }
        let ended: (output: [UInt8], status: Int32)
        do { ended = try child.output(until: .now + limit, limit: limit, isCancelled: isCancelled) } catch {
            child.kill()
            throw error
        }
        guard ended.status == 0 else { throw Self.failure("failed (status \(Self.word(for: ended.status)))") }
        return ended.output
    }

    private init(starting arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard !arguments.isEmpty, Platform.pipe(&ends) == 0 else { throw Self.failure("cannot be started") }
        defer { close(ends[1]) }
        pipe = ends[0]
        do { id = try Self.spawn(arguments, output: ends[1]) } catch {
            close(ends[0])
            throw error
        }
        _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
    }

    private func output(until deadline: ContinuousClock.Instant, limit: Duration, isCancelled: () -> Bool) throws -> ([UInt8], Int32) {
        var output: [UInt8] = []
        var status: Int32?
        while true {
            // What was there when the process had ended is all there is, even when something it left behind holds the pipe open.
            let hadEnded = status != nil
            let isAtEnd = try drain(into: &output)
            if let status, hadEnded || isAtEnd { return (output, status) }
            if isCancelled() { throw CancellationError() }
            guard .now < deadline else { throw ClientError(.timeout, "\(ProcessFetch.source): not done within \(limit); it was stopped") }
            var descriptor = pollfd(fd: isAtEnd ? -1 : pipe, events: Int16(POLLIN), revents: 0)
            _ = poll(&descriptor, 1, 20)
            var ended: Int32 = 0
            if status == nil, waitpid(id, &ended, WNOHANG) == id { status = ended }
        }
    }

    /// Takes what is in the pipe; whether that was all there will be.
    private func drain(into output: inout [UInt8]) throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = buffer.withUnsafeMutableBytes { Platform.read(pipe, $0) }
            if count == 0 { return true }
            guard count > 0 else { return errno != EAGAIN && errno != EINTR }
            output += buffer.prefix(count)
            guard output.count <= CredentialsDocument.maximumBytes else {
                throw Self.failure("printed more than \(CredentialsDocument.maximumBytes) bytes")
            }
        }
    }

    /// Ends what has not been waited for.
    private func kill() {
        Platform.kill(-id, SIGKILL)
        var status: Int32 = 0
        while waitpid(id, &status, 0) == -1, errno == EINTR {}
    }

    private static func word(for status: Int32) -> String { status & 0x7F == 0 ? "\(status >> 8 & 0xFF)" : "signal \(status & 0x7F)" }

    private static func failure(_ what: String) -> ClientError {
        ClientError(.credentialsUnavailable, "\(ProcessFetch.source): the program \(what); run it by hand to see why")
    }

    private static func spawn(_ arguments: [String], output: Int32) throws -> pid_t {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // A process group of its own, and the signals as a program expects them.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var vector: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        vector.append(nil)
        defer { for pointer in vector { free(pointer) } }
        var id: pid_t = 0
        guard posix_spawnp(&id, arguments[0], &actions, &attributes, vector, environ) == 0 else {
            throw ClientError(.credentialsUnavailable, "\(ProcessFetch.source): the program cannot be started: is it there, and executable?")
        }
        return id
    }
}

extension Platform {
    /// A pipe whose ends programs that are started later do not inherit.
    static func pipe(_ ends: inout [Int32]) -> Int32 {
        #if canImport(Glibc)
        let result = Glibc.pipe(&ends)
        #elseif canImport(Musl)
        let result = Musl.pipe(&ends)
        #else
        let result = Darwin.pipe(&ends)
        #endif
        for end in ends where result == 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return result
    }

    @discardableResult
    static func kill(_ id: pid_t, _ signal: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.kill(id, signal)
        #elseif canImport(Musl)
        Musl.kill(id, signal)
        #else
        Darwin.kill(id, signal)
        #endif
    }
}
