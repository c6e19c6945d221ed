package import OSSStorage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A system call that failed.
package struct POSIXFailure: Error, Hashable {
    /// The call.
    package let call: String
    /// Its error number.
    package let number: Int32

    /// The failure of the call that was just made.
    init(call: String, number: Int32 = errno) {
        self.call = call
        self.number = number
    }

    /// Whether the call failed because there is no such file.
    var isMissingFile: Bool { number == ENOENT }

    /// As an error of the storage: a full disk is told apart, because it passes.
    package func storageError(_ operation: String) -> StorageError {
        let isFull = number == ENOSPC || number == EDQUOT
        return StorageError(isFull ? .noSpace : .unavailable, operation: operation, cause: self)
    }
}

extension POSIXFailure: CustomStringConvertible {
    package var description: String {
        "\(call): \(strerror(number).map { String(cString: $0) } ?? "error") (\(number))"
    }
}
