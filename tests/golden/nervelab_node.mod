TITLE Node of Ranvier of a motor axon

COMMENT
The equations of kinetics.py and cable.py, written a second time on purpose: an oracle must be able to disagree.
Conductances and reversal potentials come from the Cable under test.  As a point process it takes absolute
conductances (uS) and gives nA, so that no membrane area comes in.

`pump` and `gathered` come last in `slow_and_fast`: cnexp solves the equations in order, so that these two see
the mean of the old and the new gates, between which the potential lies, as in cable.py.

A further current takes five entries: its conductance under RANGE and PARAMETER, its gate under STATE, a line
in `slow_and_fast`, a block in `rates`, a term in `i`; and its conductance's name in oracle.py.

The table is for the benchmark.  The oracle sets usetable_nervelab_node = 0 and works with exact rates.
ENDCOMMENT

NEURON {
    POINT_PROCESS nervelab_node
    NONSPECIFIC_CURRENT i
    RANGE gnaf, gnap, gks, gkf, gkz, gl, e_k, e_l, gate_shift, pump_share, gathering, potassium
    GLOBAL e_na, pump_tau, gathering_tau, most_gathered, thermal_voltage
    GLOBAL m_inf, m_tau, h_inf, h_tau, p_inf, p_tau, s_inf, s_tau, n_inf, n_tau, z_inf, z_tau
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
    (mM) = (milli/liter)
}

PARAMETER {
    gnaf = 0 (uS)
    gnap = 0 (uS)
    gks = 0 (uS)
    gkf = 0 (uS)
    gkz = 0 (uS)
    gl = 0 (uS)
    e_na = 0 (mV)
    e_k = 0 (mV)
    e_l = 0 (mV)
    gate_shift = 0 (mV)
    pump_share = 0
    gathering = 0 (mM/nA)
    potassium = 1 (mM)
    pump_tau = 1 (ms)
    gathering_tau = 1 (ms)
    most_gathered = 1 (mM)
    thermal_voltage = 1 (mV)
}

STATE {
    m
    h
    p
    s
    n
    z
    pump (nA)
    gathered (mM)
}

ASSIGNED {
    v (mV)
    i (nA)
    m_inf
    m_tau (ms)
    h_inf
    h_tau (ms)
    p_inf
    p_tau (ms)
    s_inf
    s_tau (ms)
    n_inf
    n_tau (ms)
    z_inf
    z_tau (ms)
}

BREAKPOINT {
    LOCAL shift
    SOLVE slow_and_fast METHOD cnexp
    shift = thermal_voltage*log(1 + gathered/(1 + gathered/most_gathered)/potassium)
    i = (gnaf*m*m*m*h + gnap*p*p*p)*(v - e_na) + (gks*s + gkf*n*n*n*n + gkz*z)*(v - e_k - shift) + gl*(v - e_l - shift) + pump
}

DERIVATIVE slow_and_fast {
    LOCAL sodium, activated
    sodium = m*m*m*h
    activated = z
    rates(v + gate_shift)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
    p' = (p_inf - p)/p_tau
    s' = (s_inf - s)/s_tau
    n' = (n_inf - n)/n_tau
    z' = (z_inf - z)/z_tau
    pump' = (pump_share*gnaf*(sodium + m*m*m*h)/2*(e_na - v) - pump)/pump_tau
    gathered' = (gathering*gkz*(activated + z)/2*outward(v - e_k) - gathered)/gathering_tau
}

PROCEDURE rates(v (mV)) {
    LOCAL opening, closing
    TABLE m_inf, m_tau, h_inf, h_tau, p_inf, p_tau, s_inf, s_tau, n_inf, n_tau, z_inf, z_tau FROM -160 TO 120 WITH 28000

    opening = 2.2^1.7 * linear(1.86, v + 21.4, 10.3)
    closing = 2.2^1.7 * linear(0.086, -(v + 25.7), 9.16)
    m_inf = opening/(opening + closing)
    m_tau = 1/(opening + closing)

    opening = 2.9^1.7 * linear(0.062, -(v + 114), 11)
    closing = 2.9^1.7 * 2.3/(1 + exp(-(v + 31.8)/13.4))
    h_inf = opening/(opening + closing)
    h_tau = 1/(opening + closing)

    opening = 2.2^1.7 * linear(0.01, v + 27, 10.2)
    closing = 2.2^1.7 * linear(0.00025, -(v + 34), 10)
    p_inf = opening/(opening + closing)
    p_tau = 1/(opening + closing)

    opening = 0.00556 * exp((v + 60)/22)
    closing = 0.00556 * exp(-(v + 60)/22)
    s_inf = opening/(opening + closing)
    s_tau = 1/(opening + closing)

    opening = 3.0^0.1 * linear(0.0462, v + 83.2, 1.1)
    closing = 3.0^0.1 * linear(0.0824, -(v + 66), 10.5)
    n_inf = opening/(opening + closing)
    n_tau = 1/(opening + closing)

    opening = 1/(1 + exp(-(v + 20)/3))
    closing = 1/16
    z_inf = opening/(opening + closing)
    z_tau = 1/(opening + closing)
}

FUNCTION outward(x (mV)) (mV) {
    if (x > 0) {
        outward = x
    } else {
        outward = 0
    }
}

FUNCTION linear(rate, x (mV), scale (mV)) {
    if (fabs(x/scale) < 1e-6) {
        linear = rate*scale*(1 + x/scale/2)
    } else {
        linear = rate*x/(1 - exp(-x/scale))
    }
}
