import FuzzTargets

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

// The fuzzer's own main calls this function for every input. Which target it is for says WAYBILL_FUZZ_TARGET; the rest of the command line is libFuzzer's.

/// The target of this process, and the most seconds of this thread's processor time that an input may take.
private let target: FuzzTarget = {
    guard let name = getenv("WAYBILL_FUZZ_TARGET").map({ String(cString: $0) }), let target = FuzzTarget.named(name) else {
        fatalError("WAYBILL_FUZZ_TARGET is one of \(FuzzTarget.all.map(\.name).joined(separator: " "))")
    }
    return target
}()
private let maximumSeconds = 1.0
/// A crash that is there to be found: inputs that begin with these bytes trap, if WAYBILL_FUZZ_PLANT is set.
private let isPlanted = getenv("WAYBILL_FUZZ_PLANT") != nil

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if isPlanted {
        if input.count > 3, input[0] == 0x57, input[1] == 0x42, input[2] == 0x21, input[3] == 0x0A { fatalError("the planted crash") }
        return 0
    }
    let begun = processorSeconds()
    do { try target.check(input) } catch { fatalError("\(target.name): broken law: \(error)") }
    let taken = processorSeconds() - begun
    if taken > maximumSeconds { fatalError("\(target.name): too slow: \(taken) s for \(count) bytes") }
    return 0
}

private typealias Check = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<Arguments>, _ check: Check) -> CInt

/// In a debug build the package manager gives every executable's entry point a name of its own, and `main` is this; in a release build it is the
/// fuzzer's.
@_cdecl("Fuzz_main")
public func debugMain(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments, testOneInput)
}

private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
