#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Tells whoever started this process, systemd for one, how it fares: a datagram to the socket that `NOTIFY_SOCKET` names. Without one, nothing.
///
/// systemd page: "sd_notify(3)".
struct ServiceManager: Sendable {
    private let address: String?

    /// - Parameter address: a path, or a name in Linux's abstract namespace after `@`. Other kinds are left alone.
    init(address: String?) { self.address = address }

    /// The one that the environment names.
    static var ofEnvironment: ServiceManager { ServiceManager(address: getenv("NOTIFY_SOCKET").map { String(cString: $0) }) }

    /// Whether there is one.
    var isPresent: Bool { address != nil }

    /// Connections are accepted.
    func ready() { notify("READY=1\nSTATUS=Serving.") }

    /// Files are being read again. ``ready()`` ends it.
    func reloading() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        notify("RELOADING=1\nMONOTONIC_USEC=\(Int(now.tv_sec) * 1_000_000 + Int(now.tv_nsec) / 1000)\nSTATUS=Reading files again.")
    }

    /// No new connections are accepted; running requests finish.
    func stopping() { notify("STOPPING=1\nSTATUS=Finishing running requests.") }

    private func notify(_ state: String) {
        guard let address, address.utf8.first == UInt8(ascii: "/") || address.utf8.first == UInt8(ascii: "@") else { return }
        var destination = sockaddr_un()
        destination.sun_family = sa_family_t(AF_UNIX)
        var name = Array(address.utf8)
        let isAbstract = name[0] == UInt8(ascii: "@")
        if isAbstract { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: destination.sun_path) else { return }
        withUnsafeMutableBytes(of: &destination.sun_path) { $0.copyBytes(from: name) }
        // An abstract name has no end but its length; a path has a zero behind it.
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(offset + name.count + (isAbstract ? 0 : 1))
        #if canImport(Glibc)
        let kind = Int32(SOCK_DGRAM.rawValue)
        #else
        let kind = SOCK_DGRAM
        #endif
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        // A manager that has gone, or does not read, is no reason to stop serving.
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        withUnsafePointer(to: &destination) { destination in
            destination.withMemoryRebound(to: sockaddr.self, capacity: 1) { destination in
                let bytes = Array(state.utf8)
                _ = sendto(descriptor, bytes, bytes.count, 0, destination, length)
            }
        }
    }
}
