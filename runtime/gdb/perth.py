"""GDB commands for a perth firmware: perth-tasks, perth-task ID, perth-start.

`perth debug` loads this file; by hand: `source perth.py`. Layouts come from the firmware's debug
information; what the coroutine ABI fixes (two pointers, then the promise) is written here.
"""

import re

import gdb

MOST_BLOCKS = 65536  # ids repeat then: whatever claims more is no frame pool

# What the firmware calls the memory that tasks' frames come from: on a board, and on the host.
POOL_STARTS = ("&__perth_task_memory_start", "&'perth::host::(anonymous namespace)::task_memory'")

# The place where a coroutine is suspended is a number in its frame. Which line stores that number?
# The compiler sets a register and stores it, often only where several ways have come together.
MOST_STEPS = 80  # from one to the other
THUMB = {
    "set": re.compile(r"mov(?:s|w|\.w)?\t(\w+), #(\d+)"),
    "store": r"strb(?:\.w)?\t{register}, \[(\w+), (#{offset}|#0|r\d+)\]",
    "store_value": None,
    "jump": re.compile(r"b(?:\.[nw])?\t0x([0-9a-f]+)"),
    "call": re.compile(r"blx?\t"),
    "end": re.compile(r"pop|ldmia(?:\.w)?\tsp!|bx\t|mov\tpc"),
    "kept": re.compile(r"r([4-9]|1[01])$"),
}
X86 = {
    "set": re.compile(r"mov +\$0x([0-9a-f]+),%(\w+)"),
    "store": r"mov +%{register},(?:0x{offset:x})?\(%\w+\)",
    "store_value": r"movb +\$0x{index:x},0x{offset:x}\(%\w+\)",
    "jump": re.compile(r"jmp +0x([0-9a-f]+)"),
    "call": re.compile(r"call"),
    "end": re.compile(r"ret|pop"),
    "kept": re.compile(r"(rbx|ebx|bl|r1[2-5]\w?)$"),
}


def type_of(name):
    try:
        return gdb.lookup_type(name)
    except gdb.error:
        raise gdb.GdbError(f"this program has no {name}: it was built without -g, or has no tasks")


def at(address, type_name):
    return gdb.Value(address).cast(type_of(type_name).pointer()).dereference()


def word_at(address):
    """Returns the pointer that lies there as a number."""
    return int(gdb.Value(address).cast(type_of("void").pointer().pointer()).dereference())


def names_of(enum):
    return {field.enumval: field.name.split("::")[-1] for field in type_of(enum).fields()}


def short_name(name):
    """perth::Heartbeat<perth::hal::Output<…> >::beat(int) is perth::Heartbeat<...>::beat."""
    name = name.replace("(anonymous namespace)::", "")
    short, depth = "", 0
    for letter in name:
        if letter == "(" and depth == 0:
            break
        if letter == ">":
            depth -= 1
        if depth == 0:
            short += letter
        if letter == "<":
            depth += 1
            short += "..." if depth == 1 else ""
    return short


def short_path(path):
    """Returns file and folder, by which GDB finds it: `list src/main.cpp:7`."""
    return "/".join(part for part in path.split("/")[-2:] if part != ".")


class Suspension:
    """Finds the line of a coroutine's source that it is suspended at, in its machine code."""

    def __init__(self, function, symbol, offset, index):
        self.symbol = symbol
        self.offset = offset  # of the number in the frame
        self.index = index
        block = gdb.block_for_pc(function)
        while block.function is None or block.superblock.function is not None:
            block = block.superblock
        architecture = gdb.selected_inferior().architecture()
        self.words = X86 if "i386" in architecture.name() else THUMB
        self.code = architecture.disassemble(function, block.end - 1)
        self.place_of = {each["addr"]: i for i, each in enumerate(self.code)}

    def line(self):
        """Returns the number of the line, or None."""
        for start, each in enumerate(self.code):
            if self.stores_value(each["asm"]):
                return self.line_of([start])
            register = self.sets(each["asm"])
            path = self.path_to_store(start, register) if register else None
            if path:
                return self.line_of(path)
        return None

    def stores_value(self, text):
        pattern = self.words["store_value"]
        if pattern is None:
            return False
        return re.match(pattern.format(index=self.index, offset=self.offset), text)

    def sets(self, text):
        """Returns the register that an instruction gives the wanted number; None for all others."""
        match = self.words["set"].match(text)
        if match is None:
            return None
        if self.words is THUMB:
            return match.group(1) if int(match.group(2)) == self.index else None
        if int(match.group(1), 16) != self.index:
            return None
        name = match.group(2)
        if name.startswith("r"):
            return name[:-1] + "b" if name.endswith("d") else None
        low = {"ax": "al", "bx": "bl", "cx": "cl", "dx": "dl", "si": "sil", "di": "dil"}
        return low.get(name[-2:], name)

    def path_to_store(self, start, register):
        """Returns the places of the instructions from there to where the register is stored."""
        store = re.compile(self.words["store"].format(register=register, offset=self.offset))
        path, place = [start], start + 1
        while place < len(self.code) and len(path) < MOST_STEPS:
            text = self.code[place]["asm"]
            path.append(place)
            if self.is_store(store.match(text)):
                return path
            jump = self.words["jump"].match(text)
            is_lost = (self.words["end"].match(text) or self.overwrites(text, register)
                       or self.words["call"].match(text)
                       and not self.words["kept"].match(register))
            if is_lost:
                return None
            place = self.place_of.get(int(jump.group(1), 16)) if jump else place + 1
            if place is None:
                return None
        return None

    def is_store(self, match):
        """Returns whether a byte is stored at the number's place: on Cortex-M0 that may be
        computed first."""
        if match is None or self.words is X86 or match.group(2) == f"#{self.offset}":
            return match is not None
        base, way = match.groups()
        made = (rf"adds?\t(?:{base}, )?{base}, #{self.offset}\b" if way == "#0"
                else rf"movs?\t{way}, #{self.offset}\b")
        return any(re.match(made, each["asm"]) for each in self.code)

    def overwrites(self, text, register):
        if self.words is THUMB:
            return re.match(rf"(?!str|cmp|push)\S+\t{register},", text)
        return re.search(rf",%{register}$", text)

    def line_of(self, path):
        """Returns the last line of the coroutine's own on the way, or the first one behind it;
        where ways have come together, lines say nothing any more."""
        found = None
        for before, place in zip([path[0]] + path, path):
            if place not in (before, before + 1):
                break
            found = self.own_line(place) or found
        place = path[-1]
        while found is None and place < len(self.code):
            found = self.own_line(place)
            if self.words["jump"].match(self.code[place]["asm"]):
                break
            place += 1
        return found

    def own_line(self, place):
        here = gdb.find_pc_line(self.code[place]["addr"])
        if here.symtab is None or here.symtab.filename != self.symbol.symtab.filename:
            return None
        return here.line if here.line not in (0, self.symbol.line) else None


class Coroutine:
    """One suspended (or running) coroutine: a block of the frame pool."""

    def __init__(self, address):
        self.block = at(address, "perth::detail::FrameHeader")
        self.frame = address + self.block.type.sizeof
        pointer = type_of("void").pointer().sizeof
        self.promise = at(self.frame + 2 * pointer, "perth::detail::PromiseBase")
        self.status = names_of("perth::TaskStatus").get(int(self.block["status"]), "?")
        # An ended one has no resume function any more.
        self.function = (word_at(self.frame) or word_at(self.frame + pointer)) & ~1

    @property
    def has_ended(self):
        return self.status in ("done", "failed", "cancelled")

    def has(self, flag):
        flags = {name: value for value, name in names_of("perth::detail::FrameHeader::Flag").items()}
        return int(self.block["flags"]) & flags[flag] != 0

    def child(self):
        """Returns the coroutine that this one awaits, or None."""
        if self.status != "child":
            return None
        promise = int(self.promise["next"])
        pointer = type_of("void").pointer().sizeof
        return Coroutine(promise - 2 * pointer - self.block.type.sizeof)

    def chain(self):
        """Returns this one, its child, and so on to the one that hangs in a queue."""
        links = [self]
        while (child := links[-1].child()) is not None and len(links) < MOST_BLOCKS:
            links.append(child)
        return links

    def symbol(self):
        try:
            block = gdb.block_for_pc(self.function)
        except gdb.error:
            return None
        while block is not None and block.function is None:
            block = block.superblock
        return None if block is None else block.function

    def name(self):
        symbol = self.symbol()
        return f"{self.function:#x}" if symbol is None else short_name(symbol.print_name)

    def variables(self):
        """Returns the frame as a structure; None if the compiler did not describe it."""
        symbol = self.symbol()
        if symbol is None:
            return None
        for variable in gdb.block_for_pc(self.function):
            if variable.name == "__coro_frame":
                return gdb.Value(self.frame).cast(variable.type.pointer()).dereference()
        return None

    def suspended_line(self):
        """Returns the line where it is suspended, or None if the machine code does not tell."""
        frame = self.variables()
        if frame is None or "__coro_index" not in [field.name for field in frame.type.fields()]:
            return None
        index = frame["__coro_index"]
        if int(index) == 0:
            return self.symbol().line  # not begun
        offset = int(index.address) - self.frame
        return Suspension(self.function, self.symbol(), offset, int(index)).line()

    def place(self):
        """Returns file and line where it runs or is suspended, or at least of its function."""
        symbol = self.symbol()
        if symbol is None:
            return "?"
        line = self.line_on_stack(symbol) if is_running(self) else self.suspended_line()
        file = short_path(symbol.symtab.filename)
        return f"{file}:{symbol.line}+" if line is None else f"{file}:{line}"

    def line_on_stack(self, symbol):
        frame = gdb.newest_frame()
        while frame is not None:
            if frame.function() is not None and frame.function().name == symbol.name:
                return frame.find_sal().line
            frame = frame.older()
        return None


def pool_start():
    for name in POOL_STARTS:
        try:
            return int(gdb.parse_and_eval(f"(unsigned long){name}"))
        except gdb.error:
            continue
    raise gdb.GdbError("this program has no tasks")


def coroutines():
    """Returns every coroutine in the frame pool, in order of address."""
    try:
        pool = gdb.parse_and_eval("perth::detail::frame_pool")
    except gdb.error:
        raise gdb.GdbError("this program has no tasks")
    address = pool_start()
    end = address + int(pool["touched_"])
    unit = type_of("perth::detail::FrameHeader").sizeof
    found = []
    while address < end:
        each = Coroutine(address)
        units = int(each.block["units"])
        if units == 0 or len(found) == MOST_BLOCKS:
            raise gdb.GdbError(f"the task memory is not in order at {address:#x}")
        if each.status != "free":
            found.append(each)
        address += units * unit
    return found


def tasks():
    return [each for each in coroutines() if each.has("task")]


def is_running(coroutine):
    """Returns whether it is the one whose turn it is: ready, and not in the queue any more."""
    if coroutine.status != "ready":
        return False
    scheduler = coroutine.promise["scheduler"].dereference()
    own = int(coroutine.promise.address)
    if int(scheduler["current_"]) != own:
        return False
    node, left = scheduler["ready_"]["first_"], MOST_BLOCKS
    while int(node) != 0 and left > 0:
        if int(node) == own:
            return False
        node, left = node["next"], left - 1
    return True


def awaited(coroutine):
    """Returns the name of the object in whose line it waits, as far as it has one."""
    line = int(coroutine.promise["line"])
    found = gdb.execute(f"info symbol {line:#x}", to_string=True)
    match = re.match(r"(\S.*?)(?: \+ \d+)? in section", found)
    return f" for {short_name(match.group(1))}" if match else ""


def state(task):
    leaf = task.chain()[-1]
    if task.has_ended:
        return task.status
    if task.has("paused"):
        return "paused"
    if leaf.status == "sleeping":
        due = int(leaf.promise["due"])
        return f"sleeping until {due // 1000000}.{due % 1000000:06} s"
    if leaf.status == "waiting":
        return "waiting" + awaited(leaf)
    if is_running(leaf):
        return "running"
    return "not started" if leaf.status == "held" else leaf.status


class Tasks(gdb.Command):
    """List the firmware's tasks: id, state, where each is suspended, and its frame.

A task that awaits another coroutine is shown as outer > inner, with the innermost one's place.
LINE+ is somewhere in the function that begins there. Times are the firmware's own, from its
start."""

    def __init__(self):
        super().__init__("perth-tasks", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        rows = [("id", "state", "function", "place", "frame")]
        for task in tasks():
            chain = [] if task.has_ended else task.chain()
            rows.append((str(int(task.block["id"])), state(task),
                         " > ".join(each.name() for each in chain) or "-",
                         chain[-1].place() if chain else "-", f"{task.frame:#x}"))
        if len(rows) == 1:
            print("no tasks")
            return
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


class OneTask(gdb.Command):
    """Show one task, perth-task ID: who awaits whom, and what lives in the frames."""

    OWN = {"__resume_fn", "__destroy_fn", "__promise", "__coro_index"}

    def __init__(self):
        super().__init__("perth-task", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        try:
            wanted = int(argument)
        except ValueError:
            raise gdb.GdbError("perth-task ID: a number that perth-tasks shows")
        for task in tasks():
            if int(task.block["id"]) == wanted:
                return self.show(task)
        raise gdb.GdbError(f"there is no task {wanted}")

    def show(self, task):
        print(f"task {int(task.block['id'])}: {state(task)}")
        if task.has_ended:
            return
        for number, each in enumerate(reversed(task.chain())):
            print(f"#{number}  {each.name()} at {each.place()}, frame {each.frame:#x}")
            frame = each.variables()
            for field in [] if frame is None else frame.type.fields():
                if field.name not in self.OWN:
                    print(f"      {field.name} = {frame[field]}")


class Start(gdb.Command):
    """Let the firmware start up to perth_main, or to main if it has none."""

    def __init__(self):
        super().__init__("perth-start", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        for name in ("perth_main", "main"):
            if gdb.lookup_global_symbol(name) or gdb.lookup_static_symbol(name) or self.find(name):
                gdb.execute(f"tbreak {name}")
                connected = gdb.selected_inferior().pid != 0
                return gdb.execute("continue" if connected else "run")
        raise gdb.GdbError("this program has neither perth_main nor main")

    @staticmethod
    def find(name):
        try:
            return bool(gdb.decode_line(name)[1])
        except gdb.error:
            return False


Tasks()
OneTask()
Start()
