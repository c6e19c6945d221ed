import OSSSigning
import Synchronization

/// Makes ids of multipart uploads: seconds, a counter, and 64 random bits, so that they sort as they were made and cannot be guessed.
final class UploadIDs: Sendable {
    private let counter = Mutex<UInt32>(0)

    func next(at moment: SigningTime) -> String {
        let number = counter.withLock { counter in
            counter &+= 1
            return counter
        }
        let seconds = UInt32(truncatingIfNeeded: moment.secondsSinceEpoch)
        let words = [seconds, number, .random(in: .min ... .max), .random(in: .min ... .max)]
        return Hex.uppercase(words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } })
    }
}
